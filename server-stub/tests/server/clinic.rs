//! A clinic as tests use it: who works there, who brings a pet, what is free.

use http::StatusCode;
use petpro_domain::clinic::{Staff, StaffRole};
use petpro_domain::ids::{StaffId, UserId};
use petpro_server::clinics;
use petpro_server::feed::OnTx;
use petpro_server::identity::{Role, users};
use petpro_server::seed::{clinic_id, service_id};
use petpro_server::store::{Failure, Tx};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::pets::mochi;
use crate::world::{Person, World};

impl World {
    /// Lets somebody work at a clinic of the demo.
    pub async fn employ(&self, who: &Person, clinic: &str, role: StaffRole) {
        let (user, clinic): (UserId, _) = (who.user.parse().unwrap(), clinic_id(clinic));
        let now_ms = self.state.clock.now_ms();
        let id = StaffId(self.state.random.id(now_ms));
        let write = move |tx: &mut Tx| {
            let row = Staff { name: "Somebody".into(), role, pin: None, active: true };
            OnTx::write(tx, now_ms, |ledger| {
                clinics::put_staff(ledger, clinic, id, Some(user), &row)?;
                users::grant(ledger.tx, user, Role::Clinic)
            })
        };
        self.state.store.write(write).await.map_err(|cause: Failure| cause).unwrap();
    }

    /// A dog of theirs.
    pub async fn dog(&self, who: &Person) -> String {
        self.pet(who, &mochi()).await
    }

    /// The last free time of the next seven days.
    pub async fn free(&self, clinic: &str, service: &str) -> i64 {
        let slots = self.slots(clinic, service, "").await;
        slots.as_array().unwrap().last().unwrap()["starts_ms"].as_i64().unwrap()
    }

    /// Free times, asked with more of a query.
    pub async fn slots(&self, clinic: &str, service: &str, more: &str) -> Value {
        let (id, of) = (clinic_id(clinic), service_id(clinic, service));
        let answer = self.get(&format!("/api/v1/clinics/{id}/slots?service={of}{more}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()["slots"].clone()
    }

    /// What is sent to book this time with a pet.
    pub fn asks(&self, clinic: &str, service: &str, pet: &str, starts_ms: i64) -> Value {
        json!({"clinic": clinic_id(clinic), "service": service_id(clinic, service), "pets": [pet],
            "starts_ms": starts_ms})
    }

    /// A visit of theirs as soon as there is a time.
    pub async fn booked_soon(&self, who: &Person, clinic: &str, service: &str) -> String {
        let (pet, slots) = (self.dog(who).await, self.slots(clinic, service, "").await);
        let ask = self.asks(clinic, service, &pet, slots[0]["starts_ms"].as_i64().unwrap());
        text(&self.post_as(who, "/api/v1/bookings", &ask).await.json()["id"]).to_owned()
    }

    /// A visit of theirs at a free time.
    pub async fn booked(&self, who: &Person, clinic: &str, service: &str) -> Value {
        let (pet, starts_ms) = (self.dog(who).await, self.free(clinic, service).await);
        let booked = self.post_as(who, "/api/v1/bookings", &self.asks(clinic, service, &pet, starts_ms)).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.text());
        booked.json()
    }
}
