//! The inbox of somebody with two phones.

use petpro_client::screens::checkout::Choice;
use petpro_client::screens::inbox::Inbox;
use petpro_client::{Code, PetPro, Topic, View};
use petpro_sandbox::gateway::Card;

use crate::orders::ready;
use crate::paying::{at_page, bought, until};
use crate::world::{HANA, World};

fn titles(inbox: &Inbox) -> Vec<(&str, bool)> {
    inbox.notices.iter().map(|told| (told.title.as_str(), told.read)).collect()
}

async fn synced(petpro: &PetPro) -> Inbox {
    petpro.sync().await.unwrap();
    petpro.inbox().unwrap()
}

#[tokio::test]
async fn what_was_read_offline_on_one_phone_is_read_on_the_other() {
    let world = World::with_provider().await;
    let (phone, petpro, _) = ready(&world).await;
    let (order, _) = bought(&world, &petpro).await;
    let second = world.phone_of(HANA).await;
    let title = format!("Order {} is paid: {}", order.number.unwrap(), order.total.unwrap().text);
    for petpro in [&petpro, &second.open()] {
        let inbox = synced(petpro).await;
        assert_eq!((titles(&inbox), inbox.unread), (vec![(title.as_str(), false)], 1));
        assert_eq!(inbox.notices[0].order, Some(order.order));
    }
    let offline = phone.open_offline();
    let id = offline.inbox().unwrap().notices[0].id.to_string();
    assert_eq!(offline.read_notices(&[id.clone(), id]).unwrap().unread, 0, "named twice is named");
    drop(offline);
    assert_eq!(phone.open_offline().inbox().unwrap().unread, 0, "read stays read, sent or not");
    assert_eq!(second.open().inbox().unwrap().unread, 1, "the other phone cannot know yet");
    petpro.sync().await.unwrap();
    let inbox = synced(&second.open()).await;
    assert_eq!((titles(&inbox), inbox.summary.key), (vec![(title.as_str(), true)], "inbox-all-read"));
}

#[tokio::test]
async fn reading_what_is_read_or_nothing_sends_nothing_and_an_unknown_notice_is_an_error() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = ready(&world).await;
    assert_eq!(petpro.read_all_notices().unwrap().summary.key, "inbox-empty");
    bought(&world, &petpro).await;
    synced(&petpro).await;
    let unknown = petpro.read_notices(&["0198c0de-0000-7000-8000-000000000001".into()]).unwrap_err();
    assert_eq!((unknown.code(), petpro.inbox().unwrap().unread), (Code::NotFound, 1));
    assert_eq!(petpro.read_all_notices().unwrap().unread, 0);
    assert_eq!(petpro.outbox().unwrap().pending.len(), 1);
    assert_eq!(petpro.read_all_notices().unwrap().unread, 0);
    assert_eq!(petpro.outbox().unwrap().pending.len(), 1, "read already");
    petpro.sync().await.unwrap();
    assert_eq!(petpro.outbox().unwrap().pending.len(), 0);
    assert!(petpro.outbox().unwrap().attention.is_empty(), "reading is nothing to be told of");
}

#[tokio::test]
async fn an_open_inbox_hears_of_a_refused_card() {
    let world = World::with_provider().await;
    let (_phone, petpro, _) = ready(&world).await;
    let mut follows = petpro.subscribe(Topic::Inbox);
    assert!(matches!(follows.next().await.unwrap(), View::Inbox(inbox) if inbox.notices.is_empty()));
    let placed = petpro.place_order(&Choice::default()).await.unwrap();
    let payment = petpro.pay(&placed.order.to_string(), None).await.unwrap();
    at_page(&world, &payment.page.unwrap(), Card::Decline, false);
    until(&world, &petpro, placed.order, "PAYMENT_FAILED").await;
    let View::Inbox(inbox) = follows.next().await.unwrap() else { panic!("the inbox is followed") };
    assert!(inbox.notices[0].title.ends_with("was refused"), "{inbox:?}");
}
