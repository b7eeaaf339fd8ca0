//! The shop section of a phone without a network.

use petpro_domain::Code;
use petpro_domain::wire::Row;
use serde_json::json;

use crate::world::{Phone, fill, goods, id, row};

/// The stocked phone with two categories that hold something and one that does not.
fn shelved() -> Phone {
    let phone = Phone::offline();
    let category = |n, en: &str, ja: &str, position| {
        let names = json!({"en": en, "ja": ja});
        row("category", id(9, n), 300 + u64::from(n), &json!({"names": names, "position": position}))
    };
    let mut rows = goods();
    rows.extend([category(1, "Everything", "ぜんぶ", 2), category(2, "Fish", "魚", 1), category(3, "Empty", "空", 0)]);
    for row in rows.iter_mut().filter(|row| row.id == id(2, 3).to_string()) {
        let d = row.d.as_ref().unwrap().get().replace(&id(9, 1).to_string(), &id(9, 2).to_string());
        row.d = Some(serde_json::value::RawValue::from_string(d).unwrap());
    }
    fill(phone.dir.path(), rows);
    phone
}

/// covers: S0-022, S0-026
#[test]
fn categories_are_shown_in_the_shops_order_with_what_they_hold() {
    let mut phone = shelved();
    let shown = phone.open().shelves().unwrap();
    let told: Vec<_> = shown.shelves.iter().map(|it| (it.name.as_str(), it.count.text.as_str())).collect();
    let all = goods().iter().filter(|row| row.t == "product").count();
    assert_eq!(told, [("Fish", "1 product"), ("Everything", format!("{} products", all - 1).as_str())]);
    phone.config.lang = "ja".into();
    assert_eq!(phone.open().shelves().unwrap().shelves[0].name, "魚");
}

/// covers: S0-031
#[test]
fn a_category_is_shown_part_by_part_and_has_every_product_once() {
    let phone = shelved();
    let petpro = phone.open();
    let everything = id(9, 1).to_string();
    let whole = petpro.shelf(&everything, 0, 100).unwrap();
    let ids =
        |part: &petpro_client::screens::shelves::Grid| part.rows.iter().map(|row| row.product).collect::<Vec<_>>();
    assert_eq!(ids(&whole).len() as u32, whole.shelf.n);
    let (first, second) = (petpro.shelf(&everything, 0, 2).unwrap(), petpro.shelf(&everything, 2, 100).unwrap());
    assert_eq!((first.rows.len(), [ids(&first), ids(&second)].concat()), (2, ids(&whole)));
    let fish = petpro.shelf(&id(9, 2).to_string(), 0, 100).unwrap();
    let row = &fish.rows[0];
    assert_eq!((row.name.as_str(), row.price.as_ref().unwrap().text.as_str()), ("Fish food", "¥980"));
    assert_eq!(row.availability.as_ref().unwrap().key, "product-plenty");
    let nothing = petpro.shelf(&id(9, 3).to_string(), 0, 100).unwrap();
    assert!(nothing.rows.is_empty() && nothing.shelf.n == 0);
    assert_eq!(petpro.shelf(&id(9, 4).to_string(), 0, 100).unwrap_err().code(), Code::NotFound);
}

#[test]
fn a_product_that_changes_its_category_or_goes_leaves_its_shelf() {
    let phone = shelved();
    let count = |name: &str| {
        let shown = phone.open().shelves().unwrap();
        shown.shelves.iter().find(|it| it.name == name).map_or(0, |it| it.n)
    };
    let before = count("Everything");
    let mut moved = goods().into_iter().find(|row| row.id == id(2, 1).to_string()).unwrap();
    let d = moved.d.as_ref().unwrap().get().replace(&id(9, 1).to_string(), &id(9, 2).to_string());
    moved.d = Some(serde_json::value::RawValue::from_string(d).unwrap());
    moved.seq = 400;
    let deleted = Row { t: "product".into(), id: id(2, 2).to_string(), seq: 401, d: None, x: 1 };
    fill(phone.dir.path(), vec![moved, deleted]);
    assert_eq!((count("Everything"), count("Fish")), (before - 2, 2));
}
