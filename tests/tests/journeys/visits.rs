//! Pets and visits of somebody whose network comes and goes.

use petpro_client::bookings::Wish;
use petpro_client::pet::{Pet, Species};
use petpro_client::{Code, PetPro};
use petpro_server::seed::{clinic_id, service_id};

use crate::world::{HANA, KEN, World};

fn mochi() -> Pet {
    Pet {
        name: "Mochi".into(),
        species: Species::Dog,
        breed: "Shiba".into(),
        born: Some("2024-02-29".into()),
        chip: None,
        allergies: vec![],
    }
}

fn wish(pet: &str, starts_ms: i64) -> Wish {
    Wish {
        clinic: clinic_id("umeda").to_string(),
        service: service_id("umeda", "check-up").to_string(),
        pets: vec![pet.into()],
        starts_ms,
        note: String::new(),
    }
}

/// The last free time of the coming week: nothing else is there when the test is slow.
async fn last_free(petpro: &PetPro) -> i64 {
    let (clinic, service) = (clinic_id("umeda").to_string(), service_id("umeda", "check-up").to_string());
    let times = petpro.free_slots(&clinic, &service, None).await.unwrap();
    assert!(times.uncertain.is_none());
    times.times.last().unwrap().starts_ms
}

/// covers: S0-125
#[tokio::test]
async fn a_pet_and_a_request_made_offline_are_a_visit_after_the_sync_on_both_phones() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let online = one.open();
    online.sync().await.unwrap();
    let starts_ms = last_free(&online).await;
    drop(online);

    let offline = one.open_offline();
    let clinics = offline.clinics().unwrap();
    assert!(clinics.iter().any(|page| page.name == "Umeda Pet Clinic" && page.services.len() == 3));
    let pet = offline.put_pet(None, &mochi()).unwrap().card.id.to_string();
    offline.weigh_pet(&pet, 8_200, None).unwrap();
    assert!(offline.pets().unwrap().pets[0].waits.is_some());
    let times = offline
        .free_slots(&clinic_id("umeda").to_string(), &service_id("umeda", "check-up").to_string(), None)
        .await
        .unwrap();
    assert!(times.uncertain.is_some() && times.times.iter().any(|time| time.starts_ms == starts_ms));
    let asked = offline.book(&wish(&pet, starts_ms)).await.unwrap();
    assert_eq!((asked.state, asked.waits), ("REQUESTED", true));
    assert_eq!(asked.status.key, "booking-waits");
    drop(offline);

    let petpro = one.open();
    petpro.sync().await.unwrap();
    let visit = petpro.booking(&asked.id.to_string()).unwrap();
    assert_eq!((visit.state, visit.waits), ("CONFIRMED", false));
    let other = other.open();
    other.sync().await.unwrap();
    assert_eq!(other.booking(&visit.code).unwrap().pets.text, "With: Mochi");
    assert_eq!(other.pet("Mochi").unwrap().weights.points.len(), 1);
}

#[tokio::test]
async fn two_households_ask_offline_for_one_time_and_one_is_told_other_times() {
    let world = World::new().await;
    let (hana, ken) = (world.phone_of(HANA).await, world.phone_of(KEN).await);
    let mut asked = Vec::new();
    let mut starts_ms = 0;
    for phone in [&hana, &ken] {
        let petpro = phone.open();
        petpro.sync().await.unwrap();
        if starts_ms == 0 {
            starts_ms = last_free(&petpro).await;
        }
        drop(petpro);
        let offline = phone.open_offline();
        let pet = offline.put_pet(None, &mochi()).unwrap().card.id.to_string();
        asked.push(offline.book(&wish(&pet, starts_ms)).await.unwrap().id.to_string());
    }
    let (hana, ken) = (hana.open(), ken.open());
    hana.sync().await.unwrap();
    ken.sync().await.unwrap();
    assert_eq!(hana.booking(&asked[0]).unwrap().state, "CONFIRMED");
    let refused = ken.booking(&asked[1]).unwrap();
    assert_eq!(refused.problem.as_ref().map(|it| it.code), Some(Code::SlotTaken));
    assert!(!refused.others.is_empty());
    // One of the others is to be had.
    let pet = ken.pets().unwrap().pets[0].id.to_string();
    let booked = ken.book(&wish(&pet, refused.others[0].starts_ms)).await.unwrap();
    assert_eq!(booked.state, "CONFIRMED");
    let inbox = ken.inbox().unwrap();
    assert!(inbox.notices.iter().any(|told| told.title.starts_with("Umeda Pet Clinic has no time for you")));
}

#[tokio::test]
async fn a_visit_is_moved_called_off_and_announced_from_the_car_park() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    petpro.sync().await.unwrap();
    let pet = petpro.put_pet(None, &mochi()).unwrap().card.id.to_string();
    let first = last_free(&petpro).await;
    let visit = petpro.book(&wish(&pet, first)).await.unwrap();
    assert_eq!(visit.state, "CONFIRMED");
    let moved = petpro.move_booking(&visit.code, last_free(&petpro).await).await.unwrap();
    assert_ne!(moved.starts_ms, first);
    let there = petpro.here(&visit.id.to_string()).unwrap();
    assert!(there.here.is_some() && !there.arrive.enabled);
    petpro.sync().await.unwrap();
    let gone = petpro.cancel_booking(&visit.id.to_string()).await.unwrap();
    assert_eq!((gone.state, gone.cancel.enabled), ("CANCELLED", false));
    assert_eq!(petpro.here(&visit.id.to_string()).unwrap_err().code(), Code::BookingState);
    let taken = petpro.move_booking(&visit.id.to_string(), first).await.unwrap_err();
    assert_eq!(taken.code(), Code::BookingState);
}
