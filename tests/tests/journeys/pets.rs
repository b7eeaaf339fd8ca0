//! The pets of a household with two phones.

use petpro_client::pet::{self, Fault, Pet, Species};
use petpro_client::{Code, Given, Microchip, PetPro, Topic, View};
use petpro_server::clock::Clock as _;

use crate::world::{DAY, HANA, KEN, World};

const CHIP: &str = "392 123456789012";

fn mochi() -> Pet {
    Pet {
        name: "Mochi".into(),
        species: Species::Dog,
        breed: "Shiba Inu".into(),
        born: Some("2020-02-29".into()),
        chip: Microchip::parse(CHIP),
        allergies: vec!["chicken".into()],
    }
}

fn names(petpro: &PetPro) -> Vec<String> {
    petpro.pets().unwrap().pets.into_iter().map(|card| card.name).collect()
}

fn weights(petpro: &PetPro, which: &str) -> Vec<(String, u32)> {
    petpro.pet(which).unwrap().weights.points.into_iter().map(|point| (point.on, point.grams)).collect()
}

#[tokio::test]
async fn two_people_who_weigh_the_same_pet_offline_both_count_on_both_phones() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let petpro = one.open();
    petpro.put_pet(None, &mochi()).unwrap();
    petpro.sync().await.unwrap();
    let second = other.open();
    second.sync().await.unwrap();
    assert_eq!(second.pet_profile("mochi").unwrap(), mochi());
    drop((petpro, second));

    let (here, there) = (one.open_offline(), other.open_offline());
    here.weigh_pet("Mochi", 8_200, Some("2026-10-01")).unwrap();
    here.vaccinate_pet("Mochi", &Given { vaccine: "Rabies".into(), on: Some("2026-10-01".into()), ..Given::default() })
        .unwrap();
    let page = there.weigh_pet("Mochi", 8_450, Some("2026-11-01")).unwrap();
    assert_eq!(page.weights.points.len(), 1, "the other phone cannot know yet");
    assert!(page.card.waits.is_some(), "{page:?}");
    drop((here, there));

    let (one, other) = (one.open(), other.open());
    for petpro in [&one, &other, &one] {
        petpro.sync().await.unwrap();
    }
    let both = vec![("2026-10-01".to_owned(), 8_200), ("2026-11-01".to_owned(), 8_450)];
    assert_eq!((weights(&one, "Mochi"), weights(&other, "Mochi")), (both.clone(), both));
    assert_eq!(other.pet("Mochi").unwrap().vaccinations.newest[0].vaccine, "Rabies");
    assert_eq!(other.pet("Mochi").unwrap().card.waits, None, "everything is sent");
}

#[tokio::test]
async fn a_pet_is_kept_changed_and_forgotten_without_a_network_and_stays_forgotten() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let offline = one.open_offline();
    offline.put_pet(None, &mochi()).unwrap();
    offline.weigh_pet("Mochi", 8_200, None).unwrap();
    let renamed = Pet { name: "もち".into(), ..mochi() };
    let page = offline.put_pet(Some("Mochi"), &renamed).unwrap();
    assert_eq!((page.card.name.as_str(), page.weights.points.len()), ("もち", 1), "weights stay");
    drop(offline);
    let petpro = one.open();
    petpro.sync().await.unwrap();
    let second = other.open();
    second.sync().await.unwrap();
    assert_eq!((names(&petpro), names(&second)), (vec!["もち".to_owned()], vec!["もち".to_owned()]));
    drop((petpro, second));

    let (here, there) = (one.open_offline(), other.open_offline());
    here.forget_pet("もち").unwrap();
    there.weigh_pet("もち", 8_300, None).unwrap();
    assert_eq!(names(&here), Vec::<String>::new());
    drop((here, there));
    let (one, other) = (one.open(), other.open());
    one.sync().await.unwrap();
    other.sync().await.unwrap();
    assert_eq!((names(&one), names(&other)), (vec![], vec![]));
    let attention = other.outbox().unwrap().attention;
    assert_eq!(
        attention.iter().map(|it| it.st.as_str()).collect::<Vec<_>>(),
        ["superseded"],
        "and who weighed it is told"
    );
}

#[tokio::test]
async fn an_old_backup_of_the_server_loses_no_pet_and_no_weight() {
    let mut world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let before = world.backup("before.backup");
    let petpro = one.open();
    petpro.put_pet(None, &mochi()).unwrap();
    petpro.sync().await.unwrap();
    let second = other.open();
    second.sync().await.unwrap();
    second.weigh_pet("Mochi", 8_200, Some("2026-10-01")).unwrap();
    second.sync().await.unwrap();
    world.restore(&before).await;
    // The weight is offered again before the pet that it is about.
    for petpro in [&second, &petpro, &second] {
        petpro.sync().await.unwrap();
    }
    let weighed = vec![("2026-10-01".to_owned(), 8_200)];
    assert_eq!((weights(&petpro, "Mochi"), weights(&second, "Mochi")), (weighed.clone(), weighed));
}

#[tokio::test]
async fn a_scanned_chip_says_which_pet_of_mine_it_is_and_nothing_of_anybody_elses() {
    let world = World::new().await;
    let (her_phone, his_phone) = (world.phone_of(HANA).await, world.phone_of(KEN).await);
    let (hers, his) = (her_phone.open(), his_phone.open());
    hers.put_pet(None, &mochi()).unwrap();
    let mine = hers.entered(CHIP).unwrap();
    assert_eq!(mine.screen.pet.map(|say| say.text), Some("This is Mochi.".to_owned()));
    assert_eq!((mine.pet, mine.problem), (Some(hers.pets().unwrap().pets[0].id), None));
    hers.sync().await.unwrap();
    his.sync().await.unwrap();
    let strange = his.entered(CHIP).unwrap();
    assert_eq!((strange.pet, strange.screen.pet, strange.problem), (None, None, Some(Code::CodeElsewhere)));
}

#[tokio::test]
async fn what_cannot_be_is_refused_at_once_and_sends_nothing() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    let petpro = phone.open();
    let tomorrow = pet::latest_day(world.clock.now_ms() + DAY).to_string();
    petpro.put_pet(None, &mochi()).unwrap();
    petpro.put_pet(None, &Pet { name: "Tama".into(), species: Species::Cat, chip: None, ..mochi() }).unwrap();
    petpro.put_pet(None, &Pet { name: "tama ".into(), species: Species::Cat, chip: None, ..mochi() }).unwrap();
    let waiting = petpro.outbox().unwrap().pending.len();
    let unborn = Pet { name: String::new(), born: Some(tomorrow.clone()), ..mochi() };
    let due = Given { vaccine: "Rabies".into(), due: Some("2020-01-01".into()), ..Given::default() };
    for (refused, faults) in [
        (petpro.put_pet(None, &unborn), &[Fault::Name, Fault::Born][..]),
        (petpro.weigh_pet("Mochi", 0, None), &[Fault::Grams]),
        (petpro.weigh_pet("Mochi", 8_200, Some(&tomorrow)), &[Fault::On]),
        (petpro.vaccinate_pet("Mochi", &due), &[Fault::Due]),
        (petpro.pet("Tama"), &[Fault::Pet]),
    ] {
        let refused = refused.unwrap_err();
        assert_eq!((refused.code(), refused.wrong_of_pet()), (Code::Invalid, faults));
    }
    assert_eq!(petpro.forget_pet("Rex").unwrap_err().code(), Code::NotFound);
    let strange = world.phone().await;
    assert_eq!(strange.open().put_pet(None, &mochi()).unwrap_err().code(), Code::Unauthenticated);
    assert_eq!(petpro.outbox().unwrap().pending.len(), waiting);
}

#[tokio::test]
async fn an_open_list_of_pets_hears_what_another_phone_did() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let (petpro, second) = (one.open(), other.open());
    let mut follows = second.subscribe(Topic::Pets);
    assert!(matches!(follows.next().await.unwrap(), View::Pets(pets) if pets.pets.is_empty()));
    petpro.put_pet(None, &mochi()).unwrap();
    petpro.sync().await.unwrap();
    second.sync().await.unwrap();
    let View::Pets(pets) = follows.next().await.unwrap() else { panic!("the pets are followed") };
    assert_eq!(pets.pets[0].name, "Mochi");
}

#[tokio::test]
async fn today_is_the_day_where_the_person_is() {
    let world = World::new().await;
    let phone = world.phone_of(HANA).await;
    // 25 hours apart: it is never the same day in both.
    phone.open_in("Pacific/Pago_Pago").put_pet(None, &mochi()).unwrap();
    phone.open_in("Pacific/Pago_Pago").weigh_pet("Mochi", 8_200, None).unwrap();
    phone.open_in("Pacific/Kiritimati").weigh_pet("Mochi", 8_300, None).unwrap();
    let weights = weights(&phone.open(), "Mochi");
    assert_eq!(weights.iter().map(|(_, grams)| *grams).collect::<Vec<_>>(), [8_200, 8_300], "{weights:?}");
    let petpro = phone.open();
    petpro.sync().await.unwrap();
    assert_eq!(petpro.pet("Mochi").unwrap().weights.points.len(), 2, "the server takes a day that has begun anywhere");
}
