//! The calendar of a desk: booked and moved with and without Wi-Fi, and what two desks gave away twice.

use petpro_client::pet::Species;
use petpro_client::screens::board::Place;
use petpro_client::screens::calendar::{Placing, View};
use petpro_client::{Code, Entry, PetPro};

use crate::tablets::{admin, tablet};
use crate::world::World;

/// A service of the tablet's clinic by its English name.
fn service(desk: &PetPro, name: &str) -> String {
    desk.desk_services().unwrap().into_iter().find(|it| it.name == name).unwrap().id.to_string()
}

/// The free beginnings of the week after this one, in their order.
fn free(desk: &PetPro, service: &str) -> Vec<i64> {
    let placing = Placing::Service(service.parse().unwrap());
    let after = desk.calendar(None, View::Week, None).unwrap().after;
    let week = desk.calendar(Some(&after), View::Week, Some(&placing)).unwrap();
    week.columns.iter().flat_map(|column| column.free.iter().map(|free| free.starts_ms)).collect()
}

fn mochi(service: &str, starts_ms: i64) -> Entry {
    let pets = vec![("Mochi".into(), Species::Dog)];
    Entry { service: service.into(), starts_ms, resource: None, pets, owner: "Hana".into(), note: String::new() }
}

/// The visits of the week in which this time is: pets, beginning and whether it waits.
fn shown(desk: &PetPro, day: &str) -> Vec<(String, String, bool)> {
    let week = desk.calendar(Some(day), View::Week, None).unwrap();
    let blocks = week.columns.into_iter().flat_map(|column| column.blocks);
    blocks.map(|block| (block.pets, block.time, block.unsent)).collect()
}

fn week_of(desk: &PetPro) -> String {
    desk.calendar(None, View::Week, None).unwrap().after
}

#[tokio::test]
async fn a_time_that_was_given_away_without_wifi_is_kept_and_the_other_desk_sees_it() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let (front, back) = (tablet(&world, &admin, "Front").await, tablet(&world, &admin, "Back").await);
    let offline = front.open_offline();
    let check_up = service(&offline, "Check-up");
    let starts = free(&offline, &check_up)[0];
    let given = offline.enter_visit(&mochi(&check_up, starts)).await.unwrap();
    assert!(given.waits && given.problem.is_none(), "{given:?}");
    let day = week_of(&offline);
    assert_eq!(shown(&offline, &day), [("Mochi".into(), "09:00–09:30".into(), true)]);
    let again = offline.enter_visit(&mochi(&check_up, starts)).await.unwrap();
    assert!(again.problem.is_none(), "the clinic has a second vet");
    drop(offline);

    front.open().sync().await.unwrap();
    let desk = back.open();
    desk.sync().await.unwrap();
    assert_eq!(shown(&desk, &day).len(), 2);
    assert!(shown(&desk, &day).iter().all(|(_, _, unsent)| !unsent));
    let board = desk.board(Some(&desk.calendar(Some(&day), View::Week, None).unwrap().from)).unwrap();
    assert_eq!(board.columns.iter().find(|it| it.place == Place::Expected).unwrap().cards.len(), 2);
}

#[tokio::test]
async fn who_asks_for_a_time_that_is_taken_hears_which_are_free() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let (front, back) = (tablet(&world, &admin, "Front").await, tablet(&world, &admin, "Back").await);
    let (here, there) = (front.open(), back.open());
    let dental = service(&here, "Dental cleaning");
    let starts = free(&here, &dental)[0];
    for _ in 0..2 {
        let given = here.enter_visit(&mochi(&dental, starts)).await.unwrap();
        assert!(!given.waits && given.problem.is_none(), "{given:?}");
    }
    // This tablet knows that both vets are taken and asks nobody.
    let taken = here.enter_visit(&mochi(&dental, starts)).await.unwrap();
    assert_eq!(taken.problem.as_ref().unwrap().code, Code::SlotTaken);
    assert!(!taken.others.is_empty() && taken.others.iter().all(|time| time.starts_ms != starts));
    assert!(here.outbox().unwrap().pending.is_empty());
    // The other one has not synced since: the server says so, with other times, and nothing stays on its calendar.
    let refused = there.enter_visit(&mochi(&dental, starts)).await.unwrap();
    assert_eq!(refused.problem.unwrap().code, Code::SlotTaken);
    assert!(!refused.others.is_empty() && refused.others.iter().all(|time| time.starts_ms != starts));
    assert_eq!(shown(&there, &week_of(&there)).len(), 2);
    assert!(there.outbox().unwrap().attention.is_empty(), "it was told at once");
}

#[tokio::test]
async fn a_visit_is_moved_to_a_free_time_and_to_another_vet() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let front = tablet(&world, &admin, "Front").await;
    let desk = front.open();
    let vaccination = service(&desk, "Vaccination");
    let times = free(&desk, &vaccination);
    assert!(desk.enter_visit(&mochi(&vaccination, times[0])).await.unwrap().problem.is_none());
    let day = desk.calendar(Some(&week_of(&desk)), View::Week, None).unwrap().from;
    let block = |desk: &PetPro| {
        let shown = desk.calendar(Some(&day), View::Day, None).unwrap();
        let column = shown.columns.into_iter().find(|column| !column.blocks.is_empty()).unwrap();
        (column.label.clone(), column.blocks.into_iter().next().unwrap())
    };
    let (served, before) = block(&desk);
    let all = desk.calendar(Some(&day), View::Day, Some(&Placing::Visit(before.id))).unwrap().columns;
    let other = all.iter().find(|column| column.label.starts_with("Dr.") && column.label != served).unwrap();
    let to = other.free.iter().find(|free| free.starts_ms == times[2]).unwrap();
    let resource = other.resource.unwrap().to_string();
    let offline = front.open_offline();
    let moved = offline.move_visit(&before.id.to_string(), to.starts_ms, Some(&resource)).await.unwrap();
    assert!(moved.waits, "{moved:?}");
    let (label, waiting) = block(&offline);
    assert_eq!((label.as_str(), waiting.at, waiting.unsent), (other.label.as_str(), to.at, true));
    drop(offline);
    desk.sync().await.unwrap();
    let (label, after) = block(&desk);
    assert_eq!((label.as_str(), after.at, after.unsent), (other.label.as_str(), to.at, false));
    // Who is checked in stays where they are.
    desk.check_in(&after.id.to_string(), &[]).unwrap();
    let refused = desk.move_visit(&after.id.to_string(), times[4], None).await.unwrap_err();
    assert_eq!(refused.code(), Code::BookingState);
}
