//! A clinic's tablets over real HTTP: no Wi-Fi, one visit, two desks.

use petpro_client::booking::{Booking, Status};
use petpro_client::screens::board::{Act, Board, Card, Place};
use petpro_client::state::Pending;
use petpro_client::{AtScale, Code, PetPro};
use petpro_domain::checkin::typed;
use petpro_domain::ids::{BookingId, ClinicId, ServiceId};
use petpro_domain::pet::{Species, Visitor};
use petpro_server::bookings::{self, Visit};
use petpro_server::clock::Clock as _;
use petpro_server::feed::OnTx;
use petpro_server::seed::clinic_id;
use petpro_server::store::{Failure, Tx};

use crate::world::{Phone, World};

/// The seeded clinic's admin.
const MORI: &str = "mori@petpro.example";

pub fn shibuya() -> ClinicId {
    clinic_id("shibuya")
}

/// A visit of somebody without an account, now.
async fn visit(world: &World) -> BookingId {
    let (id, now_ms) = (BookingId(world.state().random.id(1)), world.clock.now_ms());
    let service = ServiceId(world.state().random.id(1));
    let pets = vec![Visitor { id: None, name: "Mochi".into(), species: Species::Dog }];
    let confirmed = Booking::confirmed(id, (shibuya(), service), (now_ms, now_ms + 1_800_000));
    let row = Booking { pets, owner: "Hana".into(), ..confirmed };
    let visit = Visit { id, household: None, user: None, row, refused: None, next_ms: None };
    let app = world.state().clone();
    let save = move |tx: &mut Tx| OnTx::write(tx, now_ms, |ledger| bookings::save(&app, ledger, &visit, now_ms));
    world.state().store.write(save).await.map_err(|cause: Failure| cause).unwrap();
    id
}

/// Somebody's phone and its open app: the files go with the phone.
pub async fn admin(world: &World) -> (Phone, PetPro) {
    let phone = world.phone_of(MORI).await;
    let petpro = phone.open();
    (phone, petpro)
}

pub async fn tablet(world: &World, admin: &PetPro, name: &str) -> Phone {
    let code = admin.tablet_code(&shibuya().to_string(), name).await.unwrap().code;
    let tablet = Phone::new(&world.url());
    let petpro = tablet.open();
    assert_eq!(petpro.enrol(&code).await.unwrap().name, name);
    petpro.sync().await.unwrap();
    tablet
}

/// The day on which this visit is.
fn board(petpro: &PetPro) -> Board {
    petpro.board(None).unwrap()
}

pub fn card(petpro: &PetPro, id: BookingId) -> (Place, Card) {
    let board = board(petpro);
    let mut found = board.columns.into_iter().filter_map(|column| {
        let place = column.place;
        column.cards.into_iter().find(|card| card.id == id).map(|card| (place, card))
    });
    found.next().unwrap()
}

/// covers: S0-128, S0-130, S0-131
#[tokio::test]
async fn two_tablets_without_wifi_check_in_the_same_dog_and_both_see_it_after_the_sync() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let id = visit(&world).await;
    let (front, back) = (tablet(&world, &admin, "Front").await, tablet(&world, &admin, "Back").await);
    let code = typed::grouped(&typed::code(id));
    let mut saved = Vec::new();
    for tablet in [&front, &back] {
        let offline = tablet.open_offline();
        saved.push(offline.check_in(&code.to_lowercase(), &[AtScale { pet: None, grams: 4_200 }]).unwrap());
        drop(offline);
        // Killed and started again, it is there and says that it is not sent.
        let (place, card) = card(&tablet.open_offline(), id);
        assert_eq!((place, card.unsent, card.scale.weight_g), (Place::Waiting, true, Some(4_200)));
    }
    assert!(saved.iter().all(|saved| saved.repeat_of.is_none()), "neither could know of the other");
    for tablet in [&front, &back, &front] {
        tablet.open().sync().await.unwrap();
    }
    for tablet in [&front, &back] {
        let (place, card) = card(&tablet.open_offline(), id);
        let marks: Vec<&str> = card.marks.iter().map(|mark| mark.key).collect();
        assert_eq!((place, card.checkin, card.unsent), (Place::Waiting, Some(saved[0].id), false));
        assert!(marks.contains(&"board-repeat"), "{marks:?}");
    }
    // The front desk's was the mistake: the back desk's counts then.
    let petpro = front.open();
    petpro.void_check_in(&saved[0].id.to_string(), "the wrong dog").unwrap();
    assert_eq!(card(&petpro, id).1.checkin, Some(saved[1].id), "before anybody else says so");
    petpro.sync().await.unwrap();
    back.open().sync().await.unwrap();
    assert_eq!(card(&back.open_offline(), id).1.checkin, Some(saved[1].id));
}

#[tokio::test]
async fn a_visit_goes_from_desk_to_vet_without_a_network() {
    let world = World::new().await;
    let id = visit(&world).await;
    let (_phone, admin) = admin(&world).await;
    let tablet = tablet(&world, &admin, "Front").await;
    let offline = tablet.open_offline();
    let id_text = id.to_string();
    assert_eq!(offline.step_visit(&id_text, Status::InProgress).unwrap_err().code(), Code::BookingState);
    offline.check_in(&id_text, &[]).unwrap();
    let (_, waiting) = card(&offline, id);
    assert_eq!(waiting.acts.iter().map(|(act, _)| *act).collect::<Vec<_>>(), [Act::Start, Act::Finish, Act::Void]);
    offline.step_visit(&id_text, Status::InProgress).unwrap();
    let room = offline.waiting_room().unwrap();
    assert_eq!((room.calls.len(), room.calls[0].now), (1, true));
    offline.step_visit(&id_text, Status::Completed).unwrap();
    assert_eq!((card(&offline, id).0, board(&offline).unsent), (Place::Done, 3));
    drop(offline);
    let petpro = tablet.open();
    petpro.sync().await.unwrap();
    assert_eq!((card(&petpro, id).0, board(&petpro).unsent), (Place::Done, 0));
    assert_eq!(petpro.check_in("0000-0000", &[]).unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn staff_take_turns_by_name_and_pin_without_a_network() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let id = visit(&world).await;
    let tablet = tablet(&world, &admin, "Front").await;
    let offline = tablet.open_offline();
    for (name, pin) in [("Yui", "0000"), ("Nobody", "2468"), ("", "")] {
        assert_eq!(offline.take_desk(name, pin).unwrap_err().code(), Code::PinWrong, "{name}");
    }
    let yui = offline.take_desk(" yui ", petpro_server::seed::PIN).unwrap();
    assert!(offline.staff().unwrap().iter().any(|one| one.name == "Yui" && one.now));
    offline.check_in(&id.to_string(), &[]).unwrap();
    for _ in 0..5 {
        assert_eq!(offline.take_desk("Mori", "1111").unwrap_err().code(), Code::PinWrong);
    }
    assert_eq!(offline.take_desk("Mori", petpro_server::seed::PIN).unwrap_err().code(), Code::RateLimited);
    drop(offline);
    tablet.open().sync().await.unwrap();
    let audit = admin.audit(&shibuya().to_string()).await.unwrap();
    assert_eq!(audit.broken, None);
    let entry = audit.entries.iter().find(|entry| entry.what == "checked-in").unwrap();
    let petpro_domain::audit::By::Tablet { actor, gone, .. } = &entry.by else { panic!("{entry:?}") };
    assert_eq!((*actor, *gone), (Some(yui.id), false));
}

#[tokio::test]
async fn a_tablet_that_is_taken_back_forgets_the_clinic_and_delivers_what_it_could_not_send() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let id = visit(&world).await;
    let lost = tablet(&world, &admin, "Lost").await;
    lost.open_offline().check_in(&id.to_string(), &[]).unwrap();
    let enrolled = lost.open_offline().tablet().unwrap().id.to_string();
    admin.revoke_tablet(&enrolled, false).await.unwrap();
    let petpro = lost.open();
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::TabletRevoked);
    assert_eq!(petpro.tablet().unwrap_err().code(), Code::NotATablet);
    assert_eq!(petpro.board(None).unwrap_err().code(), Code::NotATablet);
    drop(petpro);
    // Nothing of the clinic is left in any file, also not in what is sealed.
    for entry in walk(lost.dir.path()) {
        // SQLite takes its log away as its last reader ends: what is gone holds nothing.
        let bytes = match std::fs::read(&entry) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
            read => read.unwrap(),
        };
        let there = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!there("Mochi") && !there(&id.to_string()), "{}", entry.display());
    }
    lost.open().sync().await.unwrap();
    let audit = admin.audit(&shibuya().to_string()).await.unwrap();
    let whats: Vec<(&str, bool)> =
        audit.entries.iter().map(|entry| (entry.what.as_str(), entry.clock_uncertain)).collect();
    assert!(whats.contains(&("checked-in", true)) && whats.contains(&("left-delivered", false)), "{whats:?}");
}

#[tokio::test]
async fn a_tablet_is_given_back_only_when_everything_is_sent() {
    let world = World::new().await;
    let id = visit(&world).await;
    let (_phone, admin) = admin(&world).await;
    let tablet = tablet(&world, &admin, "Front").await;
    let offline = tablet.open_offline();
    offline.check_in(&id.to_string(), &[]).unwrap();
    assert_eq!(offline.unenrol(Pending::Wait).await.unwrap_err().code(), Code::OutboxPending);
    drop(offline);
    let petpro = tablet.open();
    petpro.unenrol(Pending::Wait).await.unwrap();
    assert_eq!(petpro.tablet().unwrap_err().code(), Code::NotATablet);
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
