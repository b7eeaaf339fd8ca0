//! Tokens that end while a device has something to say (A1, A2).

use petpro_tests::bench::catalogue;

use crate::world::{NAME, PASSWORD, World};

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_that_is_over_is_renewed_and_the_same_request_repeated() {
    let world = World::new();
    let phone = world.phone("phone", 0).await;
    let before = phone.login();
    phone.petpro.add(&catalogue::variant(1).to_string(), 2).unwrap();
    phone.spoil(|login| login.access_token = "over".into());
    phone.petpro.sync().await.unwrap();
    assert_eq!(phone.waiting(), 0);
    assert_eq!(phone.quantities(), [(catalogue::variant(1).to_string(), 2)]);
    assert_ne!(phone.login().refresh_token, before.refresh_token);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_over_keeps_what_waits_for_the_same_person() {
    let world = World::new();
    let phone = world.phone("phone", 0).await;
    phone.spoil(|login| (login.access_token, login.refresh_token) = ("over".into(), "over".into()));
    phone.petpro.add(&catalogue::variant(1).to_string(), 2).unwrap();
    let refused = phone.petpro.sync().await.unwrap_err();
    assert_eq!(refused.code(), petpro_domain::Code::Unauthenticated);
    assert_eq!(phone.waiting(), 1, "local work goes on and nothing is given up");
    phone.petpro.login(NAME, PASSWORD).await.unwrap();
    phone.petpro.sync().await.unwrap();
    assert_eq!(phone.waiting(), 0);
    assert_eq!(phone.quantities(), [(catalogue::variant(1).to_string(), 2)]);
}
