//! A server that nobody helps: its rounds take every step by themselves.

use std::time::Duration;

use petpro_domain::ids::MethodId;
use petpro_sandbox::gateway::Card;
use petpro_sandbox::webhook::{Mishap, Sender};
use serde_json::{Value, json};

use super::saved::saved;
use crate::buyer::text;
use crate::shop::plenty;
use crate::till::Till;
use crate::world::Person;

/// Much longer than any of it takes.
const LIMIT: Duration = Duration::from_secs(60);

/// The server listens and its rounds run; the sandbox sends webhooks there.
fn serve(till: &Till) -> tokio::task::JoinHandle<()> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let hook = format!("http://{}/api/v1/webhooks/payments/stripe", listener.local_addr().unwrap());
    till.sandbox.webhooks.send_to(Sender::Gateway, &hook);
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    tokio::spawn(petpro_server::serve(listener, till.world.state.clone(), std::future::pending()))
}

async fn until(till: &Till, who: &Person, order: &Value, status: &str) {
    let becomes = async {
        while till.read(who, order).await["status"] != status {
            till.sandbox.deliver().await;
            tokio::task::yield_now().await; // to the rounds
        }
    };
    assert!(tokio::time::timeout(LIMIT, becomes).await.is_ok(), "{:#?}", till.timeline(who, order).await);
}

/// covers: S0-079, S0-081, S0-085, S2-037, S2-038, S4-010
#[tokio::test]
async fn from_the_page_to_the_mail_nobody_has_to_help() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let order = till.world.order(&hana, &[(plenty(0), 1)]).await;
    let on_hand = till.world.stock_of(plenty(0)).0;
    let server = serve(&till);
    till.sandbox.webhooks.spoil(&[Mishap::Duplicate, Mishap::Duplicate]);
    till.at_page(&hana, &order, Card::Approve).await;
    until(&till, &hana, &order, "PROCESSING").await;
    let mailed = async {
        while till.sandbox.mails.all().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, mailed).await.is_ok(), "no mail");
    assert_eq!(till.books().1, order["total"]["amount"].as_i64().unwrap());
    assert_eq!(till.world.stock_of(plenty(0)), (on_hand - 1, 0), "the hold has become a sale");
    server.abort();
}

#[tokio::test]
async fn a_kept_card_is_charged_without_a_word_from_outside() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let method: MethodId = saved(&till, &hana, Card::Approve).await;
    let server = serve(&till);
    till.sandbox.webhooks.spoil(&[Mishap::Drop; 8]);
    till.world.fill(&hana, &[(plenty(1), 1)]).await;
    let quote = till.world.quote(&hana).await;
    let body = json!({"quote_id": quote["id"], "method_id": method});
    let order = till.world.post_as(&hana, "/api/v1/orders", &body).await.json();
    until(&till, &hana, &order, "PROCESSING").await;
    assert_eq!(text(&till.payments(&hana, &order).await[0]["status"]), "captured");
    server.abort();
}
