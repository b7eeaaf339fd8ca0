//! Pets: owned by a household, changed by ops and over REST through the same functions.

use http::StatusCode;
use petpro_domain::Code;
use petpro_domain::ids::{ClinicId, HouseholdId, OpId, PetId};
use petpro_domain::pet::{Note, Species};
use petpro_domain::wire::{OpState, PetPut};
use petpro_server::feed::OnTx;
use petpro_server::pets;
use petpro_server::store::{Failure, Tx};
use serde_json::{Value, json};

use crate::buyer::text;
use crate::shop::{Device, fresh_op};
use crate::world::{Person, START_MS, World};

const PETS: &str = "/api/v1/users/me/pets";

pub fn mochi() -> Value {
    json!({"name": "Mochi", "species": "dog", "breed": "Shiba Inu", "born": "2020-02-29", "allergies": ["chicken"]})
}

pub fn rabies(on: &str, due: &str) -> Value {
    json!({"what": "vaccination", "on": on, "vaccine": "Rabies", "due": due})
}

fn weight(on: &str, grams: u32) -> Value {
    json!({"what": "weight", "on": on, "grams": grams})
}

impl World {
    /// Somebody's pet over REST: gives its id.
    pub async fn pet(&self, who: &Person, pet: &Value) -> String {
        let kept = self.post_as(who, PETS, pet).await;
        assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.text());
        text(&kept.json()["id"]).to_owned()
    }

    pub async fn note_pet(&self, who: &Person, pet: &str, note: &Value) -> OpId {
        let noted = self.post_as(who, &format!("{PETS}/{pet}/notes"), note).await;
        assert_eq!(noted.status, StatusCode::CREATED, "{}", noted.text());
        text(&noted.json()["notes"].as_array().unwrap().last().unwrap()["id"]).parse().unwrap()
    }

    async fn pets(&self, who: &Person) -> Vec<Value> {
        self.read_as(who, PETS).await.json()["pets"].as_array().unwrap().clone()
    }

    /// What became of one op of this device.
    async fn judged(&self, device: &mut Device, kind: &str, body: &Value) -> (OpState, Option<Code>) {
        let op = device.op(kind, &[], body);
        let reply = self.sync(device, std::slice::from_ref(&op), 0).await;
        let result = &reply.push[0].results[0];
        (result.st, result.code)
    }

    /// The `pet` rows that a device which knows nothing pulls.
    async fn pulled_pets(&self, who: &Person) -> Vec<Value> {
        let device = self.device(who).await;
        let rows = self.sync(&device, &[], 0).await.pull[0].rows.clone();
        let pets = rows.iter().filter(|row| row.t == "pet");
        pets.map(|row| serde_json::from_str(row.d.as_ref().unwrap().get()).unwrap()).collect()
    }
}

const APPLIED: (OpState, Option<Code>) = (OpState::Applied, None);

fn rejected(code: Code) -> (OpState, Option<Code>) {
    (OpState::Rejected, Some(code))
}

#[tokio::test]
async fn a_pet_that_was_kept_by_an_op_is_on_every_device_of_the_household_and_over_rest() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let id = PetId(world.state.random.id(1));
    assert_eq!(world.judged(&mut phone, "pet.put", &json!({"pet_id": id, "pet": mochi()})).await, APPLIED);
    let weighed = phone.op("pet.note", &[], &json!({"pet_id": id, "note": weight("2025-12-24", 4_200)}));
    for _ in 0..2 {
        world.sync(&phone, std::slice::from_ref(&weighed), 0).await;
    }
    let rows = world.pulled_pets(&hana).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["notes"], json!([{"id": weighed.id, "what": "weight", "on": "2025-12-24", "grams": 4_200}]));
    let mut kept = world.pets(&hana).await.remove(0);
    assert_eq!(kept["id"].take(), json!(id));
    kept.as_object_mut().unwrap().remove("id");
    assert_eq!(kept, rows[0], "one shape for both");
}

#[tokio::test]
async fn another_households_pet_is_neither_changed_nor_noted_nor_shown() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let id = world.pet(&hana, &mochi()).await;
    let before = world.pets(&hana).await;
    let mut his = world.device(&ken).await;
    let stolen = json!({"pet_id": id, "pet": {"name": "Mine", "species": "cat"}});
    assert_eq!(world.judged(&mut his, "pet.put", &stolen).await, rejected(Code::NotFound));
    let weighed = json!({"pet_id": id, "note": weight("2025-12-24", 1)});
    assert_eq!(world.judged(&mut his, "pet.note", &weighed).await, rejected(Code::NotFound));
    assert_eq!(
        world.judged(&mut his, "pet.put", &json!({"pet_id": id})).await,
        APPLIED,
        "whether it is there is not told"
    );
    for (method, path, body) in
        [("PUT", format!("{PETS}/{id}"), mochi()), ("DELETE", format!("{PETS}/{id}"), Value::Null)]
    {
        assert_eq!(world.call(method, &path, Some(&ken.access), &body).await.status, StatusCode::NOT_FOUND, "{method}");
    }
    let noted = world.post_as(&ken, &format!("{PETS}/{id}/notes"), &weight("2025-12-24", 1)).await;
    assert_eq!(noted.status, StatusCode::NOT_FOUND);
    assert_eq!((world.pets(&hana).await, world.pets(&ken).await), (before, vec![]));
    assert_eq!(world.pulled_pets(&ken).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_forgotten_pet_is_gone_with_its_facts_and_stays_gone_whatever_comes_late() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let id = world.pet(&hana, &mochi()).await;
    world.note_pet(&hana, &id, &weight("2025-12-24", 4_200)).await;
    let mut phone = world.device(&hana).await;
    assert_eq!(world.judged(&mut phone, "pet.put", &json!({"pet_id": id})).await, APPLIED);
    assert_eq!(world.judged(&mut phone, "pet.put", &json!({"pet_id": id})).await, APPLIED, "again is harmless");
    assert_eq!((world.pets(&hana).await, world.pulled_pets(&hana).await), (vec![], vec![]));
    assert_eq!(world.count("SELECT COUNT(*) FROM pet_note"), 0);
    let late = [
        ("pet.put", json!({"pet_id": id, "pet": mochi()})),
        ("pet.note", json!({"pet_id": id, "note": weight("2025-12-24", 1)})),
    ];
    for (kind, body) in late {
        assert_eq!(world.judged(&mut phone, kind, &body).await, (OpState::Superseded, None), "{kind}");
    }
    let unseen = PetId(world.state.random.id(1));
    world.judged(&mut phone, "pet.put", &json!({"pet_id": unseen})).await;
    world.judged(&mut phone, "pet.put", &json!({"pet_id": unseen, "pet": mochi()})).await;
    assert_eq!(world.pets(&hana).await, Vec::<Value>::new(), "offered again after a restore, the end first");
}

/// After a restore the devices offer what they know in any order among each other.
#[tokio::test]
async fn a_fact_that_comes_before_its_pet_waits_for_it() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let mut phone = world.device(&hana).await;
    let id = PetId(world.state.random.id(1));
    let noted = json!({"pet_id": id, "note": rabies("2025-12-24", "2026-12-24")});
    assert_eq!(world.judged(&mut phone, "pet.note", &noted).await, APPLIED);
    assert_eq!(world.pets(&hana).await, Vec::<Value>::new());
    world.judged(&mut phone, "pet.put", &json!({"pet_id": id, "pet": mochi()})).await;
    assert_eq!(world.pets(&hana).await[0]["notes"][0]["vaccine"], "Rabies");
    assert_eq!(world.count("SELECT COUNT(*) FROM pet_due"), 1, "and is reminded of");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_field_by_field() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let wrong = json!({"name": " ", "species": "unicorn", "born": "2026-02-29", "chip": "000123456789012"});
    let refused = world.post_as(&hana, PETS, &wrong).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
    let pointers: Vec<String> =
        refused.json()["errors"].as_array().unwrap().iter().map(|it| text(&it["pointer"]).to_owned()).collect();
    assert_eq!(pointers, ["/species", "/chip", "/name", "/born"]);

    let mut phone = world.device(&hana).await;
    let id = world.pet(&hana, &mochi()).await;
    for body in [
        json!({"pet_id": id, "pet": {"name": "Mochi", "species": "dog", "born": "2026-01-03"}}), // it is the 1st
        json!({"pet_id": id, "pet": {"name": "Mochi", "species": "dog", "chip": 5}}),
    ] {
        assert_eq!(world.judged(&mut phone, "pet.put", &body).await, rejected(Code::Invalid), "{body}");
    }
    for note in [weight("2026-01-03", 4_200), weight("2025-12-24", 0), rabies("2025-12-24", "2025-12-24")] {
        let body = json!({"pet_id": id, "note": note});
        assert_eq!(world.judged(&mut phone, "pet.note", &body).await, rejected(Code::Invalid), "{body}");
    }
    let newer = json!({"pet_id": id, "note": {"what": "mood", "on": "2025-12-24"}});
    assert_eq!(world.judged(&mut phone, "pet.note", &newer).await.0, OpState::Held, "of a newer app");
    let kept = world.pets(&hana).await.remove(0);
    assert_eq!((&kept["born"], &kept["notes"]), (&json!("2020-02-29"), &Value::Null));
}

#[tokio::test]
async fn a_pet_too_many_is_refused_and_one_forgotten_makes_room() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let household: HouseholdId = hana.household.parse().unwrap();
    let ids: Vec<PetId> = (0..50).map(|_| PetId(world.state.random.id(1))).collect();
    let kept = ids.clone();
    world
        .shopkeeper(move |ledger| {
            let pet = serde_json::from_value(mochi()).ok();
            for pet_id in &kept {
                pets::put(ledger, household, &PetPut { pet_id: *pet_id, pet: pet.clone() }, START_MS)?;
            }
            Ok(true)
        })
        .await;
    assert_eq!(world.post_as(&hana, PETS, &mochi()).await.code(), "limit-exceeded");
    let path = format!("{PETS}/{}", ids[0]);
    assert_eq!(
        world.call("PUT", &path, Some(&hana.access), &mochi()).await.status,
        StatusCode::OK,
        "it is there already"
    );
    assert_eq!(world.call("DELETE", &path, Some(&hana.access), &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.post_as(&hana, PETS, &mochi()).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_clinics_word_is_in_the_pets_own_history_once_and_not_after_it_was_forgotten() {
    let world = World::seeded().await;
    let hana = world.sign_up("hana@example.com").await;
    let id = world.pet(&hana, &mochi()).await;
    let clinic = ClinicId(world.state.random.id(1));
    let noted = async || {
        let pet: PetId = id.parse().unwrap();
        let note = Note::Weight { on: "2025-12-31".into(), grams: 8_400 };
        let write = move |tx: &mut Tx| {
            OnTx::write(tx, START_MS, |ledger| {
                pets::note_by_clinic(ledger, pet, note.clone(), clinic, fresh_op(), START_MS)
            })
        };
        world.state.store.write(write).await.map_err(|cause: Failure| cause).unwrap().0
    };
    assert_eq!((noted().await, noted().await), (true, true));
    let notes = world.pets(&hana).await[0]["notes"].clone();
    assert_eq!(
        notes,
        json!([{"id": fresh_op(), "what": "weight", "on": "2025-12-31", "grams": 8_400, "clinic": clinic}])
    );
    world.call("DELETE", &format!("{PETS}/{id}"), Some(&hana.access), &Value::Null).await;
    assert!(!noted().await);
}

#[tokio::test]
async fn a_booking_names_pets_of_its_own_household_alone() {
    let world = World::seeded().await;
    let (hana, ken) = (world.sign_up("hana@example.com").await, world.sign_up("ken@example.com").await);
    let household: HouseholdId = hana.household.parse().unwrap();
    let mochi: PetId = world.pet(&hana, &mochi()).await.parse().unwrap();
    let tama: PetId = world.pet(&hana, &json!({"name": "Tama", "species": "cat"})).await.parse().unwrap();
    let his: PetId = world.pet(&ken, &json!({"name": "Rex", "species": "dog"})).await.parse().unwrap();
    let seen =
        |ids: &[PetId]| world.state.store.read(|tx| pets::visitors(tx, household, ids)).map_err(|cause: Failure| cause);
    let both = seen(&[tama, mochi, tama]).unwrap().unwrap();
    let said: Vec<_> = both.iter().map(|it| (it.id, it.name.as_str(), it.species)).collect();
    assert_eq!(said, [(Some(tama), "Tama", Species::Cat), (Some(mochi), "Mochi", Species::Dog)]);
    assert_eq!((seen(&[mochi, his]).unwrap(), seen(&[PetId(world.state.random.id(1))]).unwrap()), (None, None));
}
