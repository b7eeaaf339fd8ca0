//! A clinic's admin changes it from their own phone; somebody waits for a time there.

use petpro_client::catalog::Names;
use petpro_client::clinic::{Care, Fault, Kind, StaffRole};
use petpro_client::money::{Currency, Money};
use petpro_client::{Code, Colleague, PetPro, Thing, Wait};
use petpro_server::seed::{clinic_id, service_id};

use crate::tablets::{admin, shibuya, tablet};
use crate::world::{HANA, World};

/// The first free days of a service, as somebody else's phone asks for them.
async fn days(petpro: &PetPro) -> Vec<String> {
    let (clinic, service) = (shibuya().to_string(), service_id("shibuya", "check-up").to_string());
    let times = petpro.free_slots(&clinic, &service, None).await.unwrap().times;
    let mut days: Vec<String> = times.into_iter().map(|time| time.local.date).collect();
    days.dedup();
    days
}

#[tokio::test]
async fn hours_with_an_exception_that_an_admin_types_are_what_is_free() {
    let world = World::new().await;
    let (_phone, mori) = admin(&world).await;
    let hana = world.phone_of(HANA).await;
    let (hana, clinic) = (hana.open(), shibuya().to_string());
    let before = days(&hana).await;
    let (mut profile, version) = mori.clinic_profile(&clinic).unwrap();
    let closed = before[0].parse().unwrap();
    profile.hours.days.insert(closed, vec![]);
    let place = mori.put_clinic(&clinic, &profile, version).await.unwrap();
    assert!(place.days.iter().any(|day| day.text.ends_with(": closed")), "{:?}", place.days);
    assert!(!days(&hana).await.contains(&before[0]), "nothing is free on a day that is closed");
    let stale = mori.put_clinic(&clinic, &profile, version).await.unwrap_err();
    assert_eq!(stale.code(), Code::PreconditionFailed, "somebody changed it meanwhile");
    profile.hours.holidays.push("02-30".into());
    let (_, version) = mori.clinic_profile(&clinic).unwrap();
    let wrong = mori.put_clinic(&clinic, &profile, version).await.unwrap_err();
    assert_eq!((wrong.code(), wrong.wrong_of_clinic()), (Code::Invalid, &[Fault::Holiday][..]));
}

#[tokio::test]
async fn services_resources_and_staff_are_kept_changed_and_let_go() {
    let world = World::new().await;
    let (_phone, mori) = admin(&world).await;
    let clinic = shibuya().to_string();
    let names = Names { en: "Nail clipping".into(), ja: String::new(), ko: String::new(), zh: String::new() };
    let price = Money { amount: 1_100, currency: Currency::Jpy };
    let needs = vec![Kind::Table];
    let care = Care { clinic: shibuya(), names, minutes: 15, step: 15, price, needs, most_pets: 2, gone: false };
    let place = mori.put_care(&clinic, None, &care).await.unwrap();
    let made = place.services.iter().find(|it| it.name == "Nail clipping").unwrap().id.to_string();
    let gone = Care { gone: true, ..mori.care(&clinic, &made).unwrap() };
    let place = mori.put_care(&clinic, Some(&made), &gone).await.unwrap();
    assert!(place.services.iter().any(|it| it.id.to_string() == made && it.gone));
    let wrong = mori.put_care(&clinic, None, &Care { minutes: 7, ..care }).await.unwrap_err();
    assert_eq!(wrong.wrong_of_clinic(), [Fault::Minutes]);

    let table = Thing { name: "Table 1".into(), kind: Kind::Table, capacity: 1, hours: None, gone: false };
    let place = mori.put_resource(&clinic, None, &table).await.unwrap();
    assert!(place.resources.iter().any(|it| it.name == "Table 1" && it.kind == Kind::Table));
    let nothing = mori.put_resource(&clinic, None, &Thing { capacity: 0, ..table }).await.unwrap_err();
    assert_eq!(nothing.wrong_of_clinic(), [Fault::Capacity], "named by the server");

    let ren =
        Colleague { name: "Ren".into(), role: StaffRole::Desk, username: None, pin: Some("1357".into()), active: true };
    let place = mori.put_staff(&clinic, None, &ren).await.unwrap();
    let id = place.staff.iter().find(|it| it.name == "Ren" && it.has_pin).unwrap().id.to_string();
    let front = tablet(&world, &mori, "Front").await;
    assert_eq!(front.open_offline().take_desk("Ren", "1357").unwrap().name, "Ren");
    mori.put_staff(&clinic, Some(&id), &Colleague { pin: None, active: false, ..ren.clone() }).await.unwrap();
    front.open().sync().await.unwrap();
    assert_eq!(front.open_offline().take_desk("Ren", "1357").unwrap_err().code(), Code::PinWrong);
    for pin in ["12", "123456789", "abcd"] {
        let wrong = mori.put_staff(&clinic, None, &Colleague { pin: Some(pin.into()), ..ren.clone() }).await;
        assert_eq!(wrong.unwrap_err().wrong_of_clinic(), [Fault::Pin], "{pin}");
    }
}

#[tokio::test]
async fn who_does_not_work_there_sees_and_changes_nothing() {
    let world = World::new().await;
    let (_phone, mori) = admin(&world).await;
    let hana = world.phone_of(HANA).await;
    let hana = hana.open();
    let clinic = shibuya().to_string();
    assert_eq!(hana.workplace(&clinic).unwrap_err().code(), Code::NotFound);
    let elsewhere = clinic_id("umeda").to_string();
    assert_eq!(mori.workplace(&elsewhere).unwrap_err().code(), Code::NotFound);
    let table = Thing { name: "Table 1".into(), kind: Kind::Table, capacity: 1, hours: None, gone: false };
    assert_eq!(mori.put_resource(&elsewhere, None, &table).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(hana.put_resource(&clinic, None, &table).await.unwrap_err().code(), Code::Forbidden);
}

#[tokio::test]
async fn somebody_waits_for_a_time_and_waits_no_longer() {
    let world = World::new().await;
    let hana = world.phone_of(HANA).await;
    let petpro = hana.open();
    assert_eq!(petpro.waiting().await.unwrap().empty.unwrap().key, "waiting-empty");
    let (clinic, service) = (shibuya().to_string(), service_id("shibuya", "check-up").to_string());
    let wait = |from: Option<&str>, to: Option<&str>| Wait {
        clinic: clinic.clone(),
        service: service.clone(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    };
    let waits = petpro.wait(&wait(None, None)).await.unwrap().waits;
    assert_eq!(waits[0].what.text, "Check-up at Shibuya Animal Clinic");
    for (from, to) in [(Some("2026-02-30"), None), (None, Some("2020-01-01")), (Some("2099-01-02"), Some("2099-01-01"))]
    {
        let wrong = petpro.wait(&wait(from, to)).await.unwrap_err();
        assert_eq!(wrong.wrong_of_clinic(), [Fault::Days], "{from:?} {to:?}");
    }
    assert!(petpro.stop_waiting(&waits[0].id.to_string()).await.unwrap().waits.is_empty());
    assert_eq!(petpro.stop_waiting(&waits[0].id.to_string()).await.unwrap_err().code(), Code::NotFound);
}

/// The walk-in of a desk with a network and no tablet.
#[tokio::test]
async fn a_desk_takes_in_who_has_not_booked_at_the_next_free_time() {
    let world = World::new().await;
    let (_phone, kudo) = {
        let phone = world.phone_of("kudo@petpro.example").await;
        let petpro = phone.open();
        (phone, petpro)
    };
    let clinic = clinic_id("sapporo").to_string(); // open day and night
    let sora = petpro_client::WalkIn {
        service: "Check-up".into(),
        pets: vec![("Sora".into(), petpro_client::pet::Species::Bird)],
        owner: "Rin".into(),
        ..Default::default()
    };
    let visit = kudo.admit(&clinic, &sora, None).await.unwrap();
    assert_eq!((visit.state, visit.pets.text.as_str()), ("CONFIRMED", "With: Sora"));
    let place = kudo.admit(&clinic, &petpro_client::WalkIn { service: "astrology".into(), ..sora }, None).await;
    assert_eq!(place.unwrap_err().code(), Code::NotFound);
}
