//! Servers that are not PetPro, or not well: a clear code, and nothing lost.

use std::sync::atomic::Ordering;

use petpro_domain::Code;

use crate::liar::{Liar, answer};
use crate::world::{NOON, Phone, ean, variant};

const DAY: i64 = 86_400_000;

/// What a sync says against these answers; whatever it is, the guest's cart is as it was.
async fn sync_against(answers: &[&str]) -> Code {
    let liar = Liar::telling(answers);
    let phone = Phone::at(&liar.url);
    phone.stock();
    let petpro = phone.open();
    petpro.add(&variant(1).to_string(), 2).unwrap();
    let code = petpro.sync().await.unwrap_err().code();
    assert!(liar.asked() > 0);
    assert_eq!(petpro.cart().unwrap().shops[0].lines[0].qty, 2);
    assert!(petpro.barcode(&ean(2)).is_ok(), "the catalogue is as it was");
    code
}

#[tokio::test]
async fn no_server_at_all_is_told_as_such() {
    let phone = Phone::stocked();
    let petpro = phone.open();
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::ServerUnreachable);
}

#[tokio::test]
async fn a_captive_portal_is_not_taken_for_petpro() {
    let html = answer("200 OK", "text/html", "<html>Welcome to the hotel</html>");
    assert_eq!(sync_against(&[&html]).await, Code::NotPetproServer);
}

#[tokio::test]
async fn a_portal_that_redirects_is_not_followed() {
    let away =
        "HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assert_eq!(sync_against(&[away]).await, Code::NotPetproServer);
}

#[tokio::test]
async fn json_of_another_shape_is_not_petpros() {
    let other = answer("200 OK", "application/json", r#"{"hello":"world"}"#);
    assert_eq!(sync_against(&[&other]).await, Code::NotPetproServer);
}

#[tokio::test]
async fn half_a_body_is_a_broken_reply() {
    let half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\nConnection: close\r\n\r\n{\"epoch\":\"e-1\",";
    assert_eq!(sync_against(&[half]).await, Code::ReplyBroken);
}

#[tokio::test]
async fn half_a_body_that_claims_to_be_whole_is_a_broken_reply() {
    let half = answer("200 OK", "application/json", r#"{"epoch":"e-1","server_ms":"#);
    assert_eq!(sync_against(&[&half]).await, Code::ReplyBroken);
}

#[tokio::test]
async fn a_server_in_trouble_is_told_as_such() {
    let broken = answer("500 Internal Server Error", "text/plain", "oops");
    assert_eq!(sync_against(&[&broken]).await, Code::ServerError);
    let gateway = answer("502 Bad Gateway", "text/html", "<html>nginx</html>");
    assert_eq!(sync_against(&[&gateway]).await, Code::ServerError);
}

#[tokio::test]
async fn a_problem_of_the_servers_keeps_its_code() {
    let problem =
        answer("426 Upgrade Required", "application/problem+json", r#"{"code":"upgrade-required","title":"t"}"#);
    assert_eq!(sync_against(&[&problem]).await, Code::UpgradeRequired);
}

#[tokio::test]
async fn a_short_wait_that_the_server_asks_for_is_waited() {
    let wait = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let html = answer("200 OK", "text/html", "");
    assert_eq!(sync_against(&[wait, &html]).await, Code::NotPetproServer, "the second answer was asked for");
}

#[tokio::test]
async fn a_failed_secure_connection_on_a_device_days_off_is_explained_by_its_date() {
    let liar = Liar::telling(&["this is not a handshake"]);
    let phone = Phone::at(&liar.url.replace("http://", "https://"));
    let petpro = phone.open();
    assert_eq!(petpro.sync().await.unwrap_err().code(), Code::ServerUnreachable, "the date is right");
    // Heard of the server at noon; since then somebody set the clock ten days back.
    drop(petpro);
    let file = rusqlite::Connection::open(phone.dir.path().join("guest.db")).unwrap();
    file.execute("INSERT INTO meta(k, v) VALUES ('synced_ms', ?1)", [NOON]).unwrap();
    drop(file);
    phone.clock.wall.store(NOON - 10 * DAY, Ordering::Relaxed);
    let error = phone.open().sync().await.unwrap_err();
    assert_eq!(error.code(), Code::ClockWrong, "{error}");
}

#[tokio::test]
async fn a_wrong_password_is_told_and_changes_nothing() {
    let refused = answer("401 Unauthorized", "application/problem+json", r#"{"code":"credentials-wrong","title":"t"}"#);
    let liar = Liar::telling(&[&refused]);
    let phone = Phone::at(&liar.url);
    let petpro = phone.open();
    let error = petpro.login("hana@petpro.example", "wrong").await.unwrap_err();
    assert_eq!(error.code(), Code::CredentialsWrong);
    assert_eq!(petpro.session().unwrap().user, None);
}
