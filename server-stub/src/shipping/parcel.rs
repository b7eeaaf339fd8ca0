//! A parcel between its shop and its buyer.

use petpro_domain::Code;
use petpro_domain::ids::{OrderId, ShipmentId, ShopId, UserId};
use petpro_domain::order::{Note, Tracking};
use serde::{Deserialize, Serialize};

use crate::feed::OnTx;
use crate::orders::{self, By, Moved};
use crate::problem::Problem;
use crate::state::AppState;
use crate::store::{Failure, Row, Tx};
use crate::values;

/// How far a parcel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The shop has given it a number.
    Registered,
    PickedUp,
    InTransit,
    OutForDelivery,
    Delivered,
}

impl Stage {
    const ALL: [Self; 5] = [Self::Registered, Self::PickedUp, Self::InTransit, Self::OutForDelivery, Self::Delivered];

    /// As it is stored and sent: `in_transit`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::PickedUp => "picked_up",
            Self::InTransit => "in_transit",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
        }
    }

    fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|stage| stage.name() == name).unwrap_or(Self::Registered)
    }
}

/// A parcel, with all that its carrier has told.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Parcel {
    pub id: ShipmentId,
    /// The vendor order that it holds.
    #[schema(example = "JP-1001-1")]
    pub shop_order: String,
    #[schema(example = "sandbox")]
    pub carrier: String,
    #[schema(example = "T-JP-1001-1")]
    pub tracking_number: String,
    pub stage: Stage,
    /// Server time, ms.
    pub shipped_ms: i64,
    /// When the carrier was last heard of: how old this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_ms: Option<i64>,
    /// Oldest first.
    pub events: Vec<ParcelEvent>,
}

/// One word of a carrier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ParcelEvent {
    /// When it happened, as the carrier says, ms.
    pub at_ms: i64,
    pub stage: Stage,
    #[schema(example = "sorting centre")]
    pub place: String,
}

/// Whose parcel it is.
pub(super) struct Sides {
    pub user: UserId,
    pub shop: ShopId,
}

const COLUMNS: &str = "id, vendor_order, carrier, tracking, stage, shipped_ms, told_ms, user_id, shop";

/// By its id.
pub(super) fn by_id(tx: &mut Tx, id: ShipmentId) -> Result<Option<(Parcel, Sides)>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM shipment WHERE id = $1");
    let found = tx.query_row(&select, values![id], read)?;
    with_events(tx, found)
}

/// By the carrier's number.
pub(super) fn by_tracking(tx: &mut Tx, number: &str) -> Result<Option<(Parcel, Sides)>, Failure> {
    let select = format!("SELECT {COLUMNS} FROM shipment WHERE tracking = $1");
    let found = tx.query_row(&select, values![number], read)?;
    with_events(tx, found)
}

fn read(row: &Row) -> Result<(Parcel, Sides), Failure> {
    let parcel = Parcel {
        id: row.get(0)?,
        shop_order: row.get(1)?,
        carrier: row.get(2)?,
        tracking_number: row.get(3)?,
        stage: Stage::parse(&row.get::<String>(4)?),
        shipped_ms: row.get(5)?,
        told_ms: row.get(6)?,
        events: Vec::new(),
    };
    Ok((parcel, Sides { user: row.get(7)?, shop: row.get(8)? }))
}

fn with_events(tx: &mut Tx, found: Option<(Parcel, Sides)>) -> Result<Option<(Parcel, Sides)>, Failure> {
    let Some((mut parcel, sides)) = found else { return Ok(None) };
    let select = "SELECT at_ms, stage, place FROM shipment_event WHERE shipment = $1 ORDER BY at_ms, id";
    parcel.events = tx.query(select, values![parcel.id], |row| {
        Ok(ParcelEvent { at_ms: row.get(0)?, stage: Stage::parse(&row.get::<String>(1)?), place: row.get(2)? })
    })?;
    Ok(Some((parcel, sides)))
}

/// A shop gives a packed vendor order to a carrier. The same again is the same parcel; the number of
/// another parcel is refused.
pub(super) fn ship(
    app: &AppState,
    ledger: &mut OnTx,
    shops: &[ShopId],
    number: &str,
    tracking: &Tracking,
) -> Moved<Parcel> {
    let Some((order, shop)) = orders::is_shops(ledger.tx, number, shops)? else {
        return Ok(Err(Problem::new(Code::NotFound)));
    };
    if let Some((parcel, _)) = by_tracking(ledger.tx, &tracking.number)? {
        let same = parcel.shop_order == number && parcel.carrier == tracking.carrier;
        return Ok(if same { Ok(parcel) } else { Err(taken()) });
    }
    if let Err(problem) = orders::ship(app, ledger, shops, number, tracking.clone())? {
        return Ok(Err(problem));
    }
    let Some(user) = orders::owner(ledger.tx, order)? else { return Ok(Err(Problem::new(Code::NotFound))) };
    let now_ms = app.clock.now_ms();
    let id = ShipmentId(app.random.id(now_ms));
    let insert = "INSERT INTO shipment(id, vendor_order, order_id, shop, user_id, carrier, tracking, stage, reach,
            shipped_ms, ask_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'registered', 0, $8, $8) ON CONFLICT (vendor_order) DO NOTHING";
    let Tracking { carrier, number: tracking } = tracking;
    if ledger.tx.exec(insert, values![id, number, order, shop, user, carrier, tracking, now_ms])? == 0 {
        return Ok(Err(Problem::new(Code::OrderState))); // it has a parcel with another number
    }
    Ok(by_id(ledger.tx, id)?.map(|(parcel, _)| parcel).ok_or_else(|| Problem::new(Code::NotFound)))
}

fn taken() -> Problem {
    let code = Code::Invalid;
    Problem::new(code).at("/tracking_number", code, "another parcel has this number")
}

/// One word of a carrier. Told again, late or out of order it changes nothing; a parcel that nobody
/// here sent is not ours. False where nothing was new.
pub(super) fn told(
    app: &AppState,
    ledger: &mut OnTx,
    tracking: &str,
    event_id: &str,
    event: &ParcelEvent,
) -> Result<bool, Failure> {
    let select = "SELECT id, order_id, vendor_order FROM shipment WHERE tracking = $1";
    let read = |row: &Row| Ok((row.get::<ShipmentId>(0)?, row.get::<OrderId>(1)?, row.get::<String>(2)?));
    let Some((id, order, number)) = ledger.tx.query_row(select, values![tracking], read)? else { return Ok(false) };
    let now_ms = app.clock.now_ms();
    let insert = "INSERT INTO shipment_event(shipment, id, at_ms, stage, place) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shipment, id) DO NOTHING";
    let ParcelEvent { at_ms, stage, place } = event;
    if ledger.tx.exec(insert, values![id, event_id, *at_ms, stage.name(), place])? == 0 {
        return Ok(false);
    }
    let update = "UPDATE shipment SET told_ms = $2, stage = CASE WHEN reach < $4 THEN $3 ELSE stage END,
        reach = CASE WHEN reach < $4 THEN $4 ELSE reach END WHERE id = $1";
    ledger.tx.exec(update, values![id, now_ms, stage.name(), *stage as u32])?;
    let note = match stage {
        Stage::Registered => Note::Registered,
        Stage::PickedUp => Note::PickedUp,
        Stage::InTransit => Note::InTransit,
        Stage::OutForDelivery => Note::OutForDelivery,
        Stage::Delivered => {
            // Refused where it was received before: the timeline says so.
            let _ = orders::deliver(app, ledger, order, &number, By::Carrier)?;
            return Ok(true);
        }
    };
    orders::note(ledger.tx, order, By::Carrier, note, Some(&number), now_ms)?;
    Ok(true)
}
