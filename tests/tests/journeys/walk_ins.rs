//! Somebody stands at a tablet without a booking, and the Wi-Fi is gone.

use petpro_client::pet::{Fault, Species};
use petpro_client::screens::board::{Act, Place};
use petpro_client::{AtScale, Code, WalkIn};

use crate::tablets::{admin, card, tablet};
use crate::world::World;

fn sora() -> WalkIn {
    WalkIn {
        service: "vaccination".into(),
        pets: vec![("Sora".into(), Species::Bird)],
        owner: "Rin".into(),
        note: String::new(),
        scale: vec![AtScale { pet: None, grams: 95 }],
    }
}

#[tokio::test]
async fn a_walk_in_without_wifi_is_on_the_board_at_once_and_on_the_other_tablet_after_the_sync() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let (front, back) = (tablet(&world, &admin, "Front").await, tablet(&world, &admin, "Back").await);
    let offline = front.open_offline();
    assert!(offline.desk_services().unwrap().iter().any(|it| it.name == "Vaccination"));
    let taken = offline.walk_in(&sora()).unwrap();
    let id = taken.booking.unwrap();
    drop(offline);
    // Killed and started again, it is there, says that it is not sent, and can go on.
    let offline = front.open_offline();
    let (place, here) = card(&offline, id);
    let marks: Vec<&str> = here.marks.iter().map(|mark| mark.key).collect();
    assert_eq!(
        (place, here.unsent, here.scale.weight_g, here.checkin),
        (Place::Waiting, true, Some(95), Some(taken.id))
    );
    assert!(marks.contains(&"board-unsent-mark") && marks.contains(&"board-walk-in"), "{marks:?}");
    assert!(here.acts.iter().any(|(act, _)| *act == Act::Start));
    offline.step_visit(&here.code, petpro_client::booking::Status::InProgress).unwrap();
    assert_eq!(card(&offline, id).0, Place::InProgress);
    drop(offline);
    for phone in [&front, &back] {
        phone.open().sync().await.unwrap();
        let (place, seen) = card(&phone.open_offline(), id);
        assert_eq!((place, seen.unsent, seen.owner.as_str()), (Place::InProgress, false, "Rin"));
    }
}

#[tokio::test]
async fn a_walk_in_that_was_a_mistake_leaves_both_boards() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let (front, back) = (tablet(&world, &admin, "Front").await, tablet(&world, &admin, "Back").await);
    let offline = front.open_offline();
    let taken = offline.walk_in(&sora()).unwrap();
    offline.void_check_in(&taken.id.to_string(), "the wrong door").unwrap();
    assert!(offline.board(None).unwrap().empty.is_some(), "before anybody else says so");
    drop(offline);
    for phone in [&front, &back] {
        phone.open().sync().await.unwrap();
        assert!(phone.open_offline().board(None).unwrap().empty.is_some());
    }
}

#[tokio::test]
async fn what_cannot_be_taken_in_is_said_before_anything_is_saved() {
    let world = World::new().await;
    let (_phone, admin) = admin(&world).await;
    let offline = tablet(&world, &admin, "Front").await;
    let offline = offline.open_offline();
    let unknown = WalkIn { service: "astrology".into(), ..sora() };
    assert_eq!(offline.walk_in(&unknown).unwrap_err().code(), Code::NotFound);
    for pets in [vec![], vec![(" ".into(), Species::Dog)], vec![("x".repeat(41), Species::Dog)]] {
        assert_eq!(offline.walk_in(&WalkIn { pets, scale: vec![], ..sora() }).unwrap_err().code(), Code::Invalid);
    }
    let two = WalkIn { pets: vec![("Sora".into(), Species::Bird), ("Umi".into(), Species::Bird)], ..sora() };
    assert_eq!(offline.walk_in(&two).unwrap_err().wrong_of_pet(), [Fault::Whose]);
    assert_eq!(offline.board(None).unwrap().unsent, 0);
}
