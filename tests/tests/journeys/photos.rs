//! Photos of pets on two phones.

use petpro_client::Code;
use petpro_client::pet::{Pet, Species};

use crate::world::{HANA, World};

#[tokio::test]
async fn a_photo_is_shown_without_a_network_on_the_other_phone_and_leaves_it_again() {
    let world = World::new().await;
    let (one, other) = world.two_phones_of(HANA).await;
    let (petpro, there) = (one.open(), other.open());
    let mochi = Pet {
        name: "Mochi".into(),
        species: Species::Dog,
        breed: String::new(),
        born: None,
        chip: None,
        allergies: vec![],
    };
    petpro.put_pet(None, &mochi).unwrap();
    petpro.sync().await.unwrap();
    let file = one.dir.path().join("mochi.png");
    image::RgbImage::from_fn(2_000, 1_500, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 30]))
        .save(&file)
        .unwrap();
    assert!(petpro.set_pet_photo("Mochi", &file).await.unwrap().card.photo.is_some());
    there.sync().await.unwrap();
    drop(there);
    let offline = other.open_offline();
    let small = image::load_from_memory(&offline.pet_thumbnail("Mochi").unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (160, 120));
    assert_eq!(offline.pet_photo("Mochi").await.unwrap_err().code(), Code::ServerUnreachable);
    drop(offline);
    let there = other.open();
    let large = image::load_from_memory(&there.pet_photo("Mochi").await.unwrap()).unwrap();
    assert_eq!((large.width(), large.height()), (1_024, 768));
    petpro.remove_pet_photo("Mochi").await.unwrap();
    there.sync().await.unwrap();
    assert_eq!(there.pet_thumbnail("Mochi").unwrap_err().code(), Code::NotFound);
    std::fs::write(&file, b"not a picture").unwrap();
    assert_eq!(petpro.set_pet_photo("Mochi", &file).await.unwrap_err().code(), Code::ImageUnreadable);
}
