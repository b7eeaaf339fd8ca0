//! What a clinic writes of a pet: its weight and a vaccination, with a proof that others believe.

use petpro_client::bookings::Wish;
use petpro_client::pet::{Fault, Pet, Species};
use petpro_client::screens::pass::Vaccinated;
use petpro_client::{AtScale, Code, Given, PetPro};
use petpro_server::keys;
use petpro_server::seed::{clinic_id, service_id};

use crate::world::{HANA, Phone, World};

/// The admin of the clinic in Umeda.
const TANI: &str = "tani@petpro.example";

fn dog(name: &str) -> Pet {
    Pet { name: name.into(), species: Species::Dog, breed: String::new(), born: None, chip: None, allergies: vec![] }
}

/// Two dogs with a visit, and a tablet that knows of it.
async fn booked(world: &World, hana: &PetPro, tani: &PetPro) -> (String, Phone) {
    for name in ["Mochi", "Kuro"] {
        hana.put_pet(None, &dog(name)).unwrap();
    }
    let (clinic, service) = (clinic_id("umeda").to_string(), service_id("umeda", "check-up").to_string());
    let starts_ms = hana.free_slots(&clinic, &service, None).await.unwrap().times.last().unwrap().starts_ms;
    let pets = vec!["Mochi".into(), "Kuro".into()];
    let wish = Wish { clinic: clinic.clone(), service, pets, starts_ms, note: String::new() };
    let code = hana.book(&wish).await.unwrap().code;
    let tablet = Phone::new(&world.url());
    let enrolled = tablet.open();
    enrolled.enrol(&tani.tablet_code(&clinic, "Front").await.unwrap().code).await.unwrap();
    enrolled.sync().await.unwrap();
    (code, tablet)
}

fn rabies(due: &str) -> Given {
    Given { vaccine: "Rabies".into(), on: None, due: Some(due.into()), batch: "A-1".into() }
}

fn seen(petpro: &PetPro, text: &str) -> Vaccinated {
    petpro.verify_proof(text).unwrap().unwrap()
}

#[tokio::test]
async fn what_the_desk_weighs_without_a_network_is_in_each_dogs_own_history() {
    let world = World::new().await;
    let (phone, desk) = (world.phone_of(HANA).await, world.phone_of(TANI).await);
    let (hana, tani) = (phone.open(), desk.open());
    let (code, tablet) = booked(&world, &hana, &tani).await;
    let offline = tablet.open_offline();
    let nobodys = [AtScale { pet: None, grams: 4_200 }];
    assert_eq!(offline.check_in(&code, &nobodys).unwrap_err().wrong_of_pet(), [Fault::Whose]);
    let scale = [("kuro", 950), ("Mochi", 4_200)].map(|(pet, grams)| AtScale { pet: Some(pet.into()), grams });
    offline.check_in(&code, &scale).unwrap();
    drop(offline);
    tablet.open().sync().await.unwrap();
    hana.sync().await.unwrap();
    for (pet, grams) in [("Mochi", 4_200), ("Kuro", 950)] {
        let weights = hana.pet(pet).unwrap().weights;
        assert_eq!(weights.points.iter().map(|point| point.grams).collect::<Vec<_>>(), [grams], "{pet}");
        assert_eq!(weights.clinic.unwrap().text, "by Umeda Pet Clinic");
    }
}

#[tokio::test]
async fn a_proof_is_held_by_the_household_and_believed_by_a_groomer_without_a_network() {
    let world = World::new().await;
    keys::turn(world.state()).await.unwrap(); // the catalogue gets the list of keys
    let (phone, desk, groomer) = (world.phone_of(HANA).await, world.phone_of(TANI).await, world.phone().await);
    let (hana, tani) = (phone.open(), desk.open());
    let (code, tablet) = booked(&world, &hana, &tani).await;
    let early = tani.issue_proof(&code, Some("Mochi"), &rabies("2099-01-01")).await;
    assert_eq!(early.unwrap_err().code(), Code::BookingState, "nobody has seen the dog");
    tablet.open().check_in(&code, &[]).unwrap();
    tablet.open().sync().await.unwrap();
    let which = tani.issue_proof(&code, None, &rabies("2099-01-01")).await.unwrap_err();
    assert_eq!(which.wrong_of_pet(), [Fault::Which]);
    let wrong = tani.issue_proof(&code, Some("Mochi"), &rabies("1999-01-01")).await.unwrap_err();
    assert_eq!(wrong.wrong_of_pet(), [Fault::Due]);
    let made = tani.issue_proof(&code, Some("Mochi"), &rabies("2099-01-01")).await.unwrap();
    hana.sync().await.unwrap();
    let shown = phone.open_offline().proof(&made.id.to_string()).unwrap();
    let said: Vec<&str> = shown.said.facts.iter().map(|say| say.text.as_str()).collect();
    assert!(said.contains(&"Pet: Mochi") && said.contains(&"By Umeda Pet Clinic"), "{said:?}");
    assert_eq!(hana.pet("Mochi").unwrap().vaccinations.newest[0].clinic.as_ref().unwrap().text, "by Umeda Pet Clinic");
    assert!(seen(&groomer.open_offline(), &shown.text).good);
    assert!(seen(&tablet.open_offline(), &shown.text).good);

    assert_eq!(tani.proofs_of(&code).await.unwrap().proofs.len(), 1);
    tani.take_back_proof(&made.id.to_string()).await.unwrap();
    groomer.open().sync().await.unwrap();
    hana.sync().await.unwrap();
    assert_eq!(seen(&groomer.open_offline(), &shown.text).title.key, "proof-taken-back");
    assert!(hana.proofs().unwrap().proofs.is_empty());
    assert!(hana.pet("Mochi").unwrap().vaccinations.newest.is_empty());
}
