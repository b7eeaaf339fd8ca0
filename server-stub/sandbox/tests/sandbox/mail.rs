//! Mails, said in SMTP.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::World;

const MAIL: &str = "Subject: =?utf-8?B?44GU5rOo5paH?=\r\nContent-Language: ja\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n合計 ¥1,980 <b>\r\n.\r\n";

/// Says each line when the one before was answered; gives the answers' codes.
async fn say(world: &World, lines: &[&str]) -> Vec<String> {
    let mut socket = TcpStream::connect(world.sandbox.smtp()).await.unwrap();
    let mut codes = Vec::new();
    let mut buffer = [0; 512];
    for line in [""].iter().chain(lines) {
        socket.write_all(line.as_bytes()).await.unwrap();
        let n = socket.read(&mut buffer).await.unwrap();
        if n == 0 {
            break;
        }
        codes.push(String::from_utf8_lossy(&buffer[..3]).into_owned());
    }
    codes
}

const TO_HANA: [&str; 5] =
    ["EHLO shop\r\n", "MAIL FROM:<shop@petpro.example>\r\n", "RCPT TO:<hana@example.com>\r\n", "DATA\r\n", MAIL];

#[tokio::test]
async fn a_mail_is_caught_decoded_and_shown_without_its_markup() {
    let world = World::new().await;
    assert_eq!(say(&world, &TO_HANA).await, ["220", "250", "250", "250", "354", "250"]);
    let mails = world.sandbox.mails.all();
    assert_eq!((mails[0].subject.as_str(), mails[0].language.as_str()), ("ご注文", "ja"));
    assert_eq!((&mails[0].to[..], mails[0].text.trim()), (&["hana@example.com".to_owned()][..], "合計 ¥1,980 <b>"));
    let page = world.client.get(format!("{}/mails/1", world.sandbox.url())).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
    let json = world.client.get(format!("{}/mails.json", world.sandbox.url())).send().await.unwrap();
    assert_eq!(json.json::<serde_json::Value>().await.unwrap()[0]["subject"], "ご注文");
}

#[tokio::test]
async fn mails_are_refused_for_now_or_for_good_on_command() {
    let world = World::new().await;
    world.sandbox.mails.refuse(1, 0);
    assert_eq!(say(&world, &TO_HANA).await.last().unwrap(), "451");
    world.sandbox.mails.refuse(0, 1);
    assert_eq!(say(&world, &TO_HANA[..3]).await.last().unwrap(), "550");
    assert_eq!(say(&world, &TO_HANA).await.last().unwrap(), "250");
    assert_eq!(world.sandbox.mails.all().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_answers_nobody() {
    let world = World::new().await;
    world.sandbox.mails.down(true);
    assert_eq!(say(&world, &TO_HANA).await, Vec::<String>::new());
}
