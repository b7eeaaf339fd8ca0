//! Reminders of vaccinations: on which days, to whom, and never twice.

use petpro_domain::texts::Lang;
use petpro_server::identity::users;
use petpro_server::pets;
use petpro_server::store::{Failure, Tx};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::pets::{mochi, rabies};
use crate::till::Till;
use crate::world::Person;

const DAY_MS: i64 = 86_400_000;

impl Till {
    /// `days` later; the round runs thrice.
    async fn after(&self, days: i64) {
        self.world.clock.step(days * DAY_MS);
        for _ in 0..3 {
            pets::remind(&self.world.state).await.unwrap();
            self.post().await;
        }
    }

    /// Titles in the inbox, newest first, and how many mails came.
    async fn told(&self, who: &Person) -> (Vec<String>, usize) {
        let fresh = self.world.sign_in(&who.email).await; // tokens end long before vaccinations are due
        let list = self.world.read_as(&fresh, "/api/v1/notifications").await.json();
        let titles = list["notices"].as_array().unwrap().iter().map(|it| text(&it["title"]).to_owned()).collect();
        (titles, self.sandbox.mails.all().len())
    }
}

const TITLE: &str = "Mochi: Rabies is due on Mar 1, 2026";

/// It is 2026-01-01: 14 days before is 15 February.
#[tokio::test]
async fn a_vaccination_is_reminded_of_two_weeks_and_a_day_before_once_each_in_the_app_and_by_mail() {
    let till = Till::new().await;
    let (hana, ken) = (till.world.sign_up("hana@example.com").await, till.world.sign_up("ken@example.com").await);
    let id = till.world.pet(&hana, &mochi()).await;
    till.world.note_pet(&hana, &id, &rabies("2025-03-01", "2026-03-01")).await;
    till.after(44).await;
    assert_eq!(till.told(&hana).await, (vec![], 0), "14 February");
    till.after(1).await;
    assert_eq!(till.told(&hana).await, (vec![TITLE.to_owned()], 1));
    till.after(12).await;
    assert_eq!(till.told(&hana).await.1, 1, "27 February");
    till.after(1).await;
    assert_eq!(till.told(&hana).await, (vec![TITLE.to_owned(); 2], 2));
    till.after(40).await;
    assert_eq!((till.told(&hana).await.1, till.told(&ken).await.0), (2, vec![]), "and never again");
    let mail = &till.sandbox.mails.all()[0];
    assert_eq!((mail.subject.as_str(), mail.to.as_slice()), (TITLE, &["hana@example.com".to_owned()][..]));
    assert!(mail.text.contains("The next Rabies vaccination of Mochi is due on Mar 1, 2026."), "{}", mail.text);
}

#[tokio::test]
async fn what_was_given_or_forgotten_in_time_is_not_reminded_of() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let given = till.world.pet(&hana, &mochi()).await;
    till.world.note_pet(&hana, &given, &rabies("2025-03-01", "2026-03-01")).await;
    let last = json!({"what": "vaccination", "on": "2025-12-30", "vaccine": "rabies "});
    till.world.note_pet(&hana, &given, &last).await;
    let forgotten = till.world.pet(&hana, &mochi()).await;
    till.world.note_pet(&hana, &forgotten, &rabies("2025-03-01", "2026-03-01")).await;
    let path = format!("/api/v1/users/me/pets/{forgotten}");
    till.world.call("DELETE", &path, Some(&hana.access), &Value::Null).await;
    till.after(100).await;
    assert_eq!(till.told(&hana).await, (vec![], 0));
}

#[tokio::test]
async fn a_server_that_was_down_on_the_day_tells_late_and_once() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let id = till.world.pet(&hana, &mochi()).await;
    till.world.note_pet(&hana, &id, &rabies("2025-03-01", "2026-03-01")).await;
    till.after(75).await;
    assert_eq!(till.told(&hana).await, (vec![TITLE.to_owned()], 1), "17 March");
}

#[tokio::test]
async fn a_date_that_was_typed_wrongly_is_noted_again_and_only_the_right_one_is_told() {
    let till = Till::new().await;
    let hana = till.world.sign_up("hana@example.com").await;
    let id = till.world.pet(&hana, &mochi()).await;
    till.world.note_pet(&hana, &id, &rabies("2025-03-01", "2026-02-01")).await;
    till.world.note_pet(&hana, &id, &rabies("2025-03-01", "2026-03-01")).await;
    till.after(31).await;
    assert_eq!(till.told(&hana).await.0, Vec::<String>::new(), "1 February");
    till.after(14).await;
    assert_eq!(till.told(&hana).await.0, [TITLE]);
}

#[tokio::test]
async fn a_reminder_speaks_its_readers_language() {
    for (lang, subject) in [
        (Lang::Ja, "Mochi：Rabies の接種予定日は 2026年3月1日 です"),
        (Lang::Ko, "Mochi: Rabies 접종 예정일은 2026년 3월 1일입니다"),
        (Lang::Zh, "Mochi：Rabies 应于 2026年3月1日 接种"),
    ] {
        let till = Till::new().await;
        let hana = till.world.sign_up("hana@example.com").await;
        let user = hana.user.parse().unwrap();
        let speaks = move |tx: &mut Tx| users::speaks(tx, user, lang);
        till.world.state.store.write(speaks).await.map_err(|cause: Failure| cause).unwrap();
        let id = till.world.pet(&hana, &mochi()).await;
        till.world.note_pet(&hana, &id, &rabies("2025-03-01", "2026-03-01")).await;
        till.after(45).await;
        assert_eq!(till.sandbox.mails.all()[0].subject, subject);
    }
}
