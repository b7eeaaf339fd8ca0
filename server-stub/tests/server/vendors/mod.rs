//! A shop's desk: goods, stock and terms changed by its people, with or without a network, and its figures.

mod figures;
mod goods;
mod mixed;
mod terms;

use petpro_domain::ids::{ShopId, VariantId};
use petpro_domain::wire::Op;
use petpro_server::catalog;
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::{Device, plenty};
use crate::world::{Person, World};

/// Whose the first plentiful variant is.
pub fn shop(world: &World) -> ShopId {
    world.state.store.read(|tx| catalog::shops_of(tx, &[plenty(0)])).unwrap()[&plenty(0)]
}

pub async fn keeper(world: &World) -> (Person, Device, ShopId) {
    let shop = shop(world);
    let who = world.shopkeeper_of(&json!(shop)).await;
    let device = world.device(&who).await;
    (who, device, shop)
}

pub fn scope(shop: ShopId) -> String {
    format!("vendor:{shop}")
}

/// Pushes ops in the shop's lane; their results.
pub async fn push(world: &World, device: &Device, shop: ShopId, ops: &[Op]) -> Vec<Value> {
    let reply = world.exchange(device, json!([{"s": scope(shop), "ops": ops}]), json!([])).await.json();
    reply["push"][0]["results"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
}

/// The shop's rows of a type, as its device pulls them.
pub async fn rows(world: &World, device: &Device, shop: ShopId, t: &str) -> Vec<(String, Value)> {
    let reply = world.exchange(device, json!([]), json!([{"s": scope(shop), "cur": 0}])).await.json();
    let rows = reply["pull"][0]["rows"].as_array().unwrap_or_else(|| panic!("{reply}")).clone();
    let of = rows.into_iter().filter(|row| row["t"] == t);
    of.map(|row| (text(&row["id"]).to_owned(), row["d"].clone())).collect()
}

pub async fn row(world: &World, device: &Device, shop: ShopId, t: &str, id: VariantId) -> Value {
    let all = rows(world, device, shop, t).await;
    all.into_iter().find(|(row, _)| *row == id.to_string()).unwrap().1
}

pub fn moves(device: &mut Device, shop: ShopId, by: i64) -> Op {
    device.op("stock.adjust", &[], &json!({"shop": shop, "variant": plenty(0), "by": by, "why": "received"}))
}

pub fn asks(device: &mut Device, shop: ShopId, was: i64, to: i64) -> Op {
    let price = json!({"shop": shop, "variant": plenty(0), "price": {"was": was, "to": to}});
    device.op("product.patch", &[], &price)
}

pub fn price(world: &World) -> i64 {
    world.state.store.read(|tx| catalog::variant(tx, plenty(0))).unwrap().unwrap().price
}
