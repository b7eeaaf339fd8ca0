//! The one table: each command's name, what it takes, what it gives, and the one call of the core behind it.

use petpro_client::bookings::Wish;
use petpro_client::order::Address;
use petpro_client::pet::Pet;
use petpro_client::screens::address::Form;
use petpro_client::screens::board::{Act, Arrivals, Board, Room};
use petpro_client::screens::calendar::{Calendar, Placing, View};
use petpro_client::screens::cart::{Added, Cart};
use petpro_client::screens::checkout::{Checkout, Choice, Method};
use petpro_client::screens::desk::{Acted, Checked, Desk};
use petpro_client::screens::home::Home;
use petpro_client::screens::inbox::Inbox;
use petpro_client::screens::light::Light;
use petpro_client::screens::office::{CodeDrawn, Log, Poster, Tablets};
use petpro_client::screens::order::{Order, Orders};
use petpro_client::screens::outbox::Screen as Changes;
use petpro_client::screens::payment::Payment;
use petpro_client::screens::pets::{self, Pets};
use petpro_client::screens::product::Product;
use petpro_client::screens::search::Search;
use petpro_client::screens::shelves::{Grid, Shelves};
use petpro_client::screens::timeline::Timeline;
use petpro_client::screens::workplace::Workplace;
use petpro_client::screens::{booking, calendar, clinic, pass, shop};
use petpro_client::shop::Why;
use petpro_client::state::{DeviceRow, KeptAddress, Pending, Placed, Scanned, Session, Synced};
use petpro_client::texts::Lang;
use petpro_client::{
    Code, Colleague, DeskService, Entry, Error, Given, Link, PetPro, Result, Role, Settings, WalkIn, Weighed, Written,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::typescript::Types;

/// From rows `name(argument: Type, …) -> Type { call }` the dispatcher, the names, and TypeScript.
macro_rules! commands {
    (|$core:ident| $($name:ident($($arg:ident: $ty:ty),*) -> $gives:ty $call:block)*) => {
        /// Every command's name.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Carries out the command `name`; runs where blocking is allowed.
        pub(crate) async fn dispatch($core: &PetPro, name: &str, args: Value) -> Result<Value> {
            match name {
                $(stringify!($name) => {
                    #[derive(serde::Deserialize)]
                    #[serde(deny_unknown_fields)]
                    struct Takes { $($arg: $ty),* }
                    let Takes { $($arg),* } = taken(args)?;
                    // Boxed: the future is as large as its largest call, not as all of them.
                    let done: Result<$gives> = Box::pin(async { $call }).await;
                    given(&done?)
                })*
                _ => Err(Error::new(Code::Invalid, "no command has this name")),
            }
        }

        /// A line of TypeScript for each command; declares what it names.
        pub(crate) fn describe(types: &mut Types) -> Vec<String> {
            vec![$({
                let takes: Vec<String> = vec![$(field(stringify!($arg), &types.add::<$ty>())),*];
                format!("{}: {{ takes: {{ {} }}; gives: {} }}", stringify!($name), takes.join("; "), types.add::<$gives>())
            }),*]
        }
    };
}

fn taken<T: DeserializeOwned>(args: Value) -> Result<T> {
    let args = if args.is_null() { Value::Object(Default::default()) } else { args };
    serde_json::from_value(args)
        .map_err(|error| Error::caused(Code::Invalid, "the command takes something else", error))
}

fn given(gives: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(gives)
        .map_err(|error| Error::caused(Code::Internal, "a screen cannot be written as JSON", error))
}

/// What may be absent may be left out.
fn field(name: &str, ty: &str) -> String {
    if ty.ends_with("| null") { format!("{name}?: {ty}") } else { format!("{name}: {ty}") }
}

commands! { |core|
    // Who is here, and in which language
    session() -> Session { core.session() }
    register(username: String, password: String) -> Session { core.register(&username, &password).await }
    login(username: String, password: String) -> Session { core.login(&username, &password).await }
    logout(pending: Pending) -> () { core.logout(pending).await }
    devices() -> Vec<DeviceRow> { core.devices().await }
    revoke_device(id: String) -> () { core.revoke_device(&id).await }
    lang() -> Lang { Ok(core.lang()) }
    speak(lang: Lang) -> () { core.speak(lang) }
    settings() -> Settings { Ok(core.settings()) }
    be(role: Role) -> Settings { core.be(role) }
    follow(address: String) -> Link { core.follow(&address) }

    // What is sent and what is not
    sync() -> Synced { core.sync().await }
    light() -> Light { core.light() }
    changes() -> Changes { core.changes() }
    retry(op: String) -> Changes { core.again(&op)?; core.changes() }
    dismiss(op: String) -> Changes { core.dismiss(&op)?; core.changes() }

    // Goods
    home() -> Home { core.home() }
    shelves() -> Shelves { core.shelves() }
    shelf(category: String, from: u32, limit: u32) -> Grid { core.shelf(&category, from, limit) }
    find(text: String) -> Search { core.found(&text) }
    product(id: String) -> Product { core.product_page(&id) }
    entered(text: String) -> Scanned { core.entered(&text) }

    // The cart
    cart() -> Cart { core.cart() }
    add(variant: String, n: u32) -> Added { core.add_and_say(&variant, n) }
    set_quantity(line: String, n: u32) -> Cart { core.set_quantity(&line, n)?; core.cart() }
    remove(line: String) -> Cart { core.remove(&line)?; core.cart() }
    save_for_later(line: String) -> Cart { core.save_for_later(&line)?; core.cart() }
    back_to_cart(line: String) -> Cart { core.back_to_cart(&line)?; core.cart() }

    // Checkout and orders
    checkout(choice: Choice) -> Checkout { core.checkout(&choice) }
    place_order(choice: Choice) -> Placed { core.place_order(&choice).await }
    pay(order: String, method: Option<String>) -> Payment { core.pay_with(&order, method.as_deref()).await }
    orders() -> Orders { core.orders() }
    order(which: String) -> Order { core.order(&which) }
    timeline(which: String) -> Timeline { core.timeline(&which).await }
    cancel_order(which: String) -> Order { core.cancel_order(&which).await }
    confirm_receipt(which: String) -> Order { core.confirm_receipt(&which).await }
    address_form() -> Form { Ok(core.address_form()) }
    addresses() -> Vec<KeptAddress> { core.addresses() }
    keep_address(address: Address) -> KeptAddress { core.keep_address(&address) }
    change_address(id: String, address: Address) -> KeptAddress { core.change_address(&id, &address) }
    forget_address(id: String) -> () { core.forget_address(&id) }
    cards() -> Vec<Method> { core.cards() }
    forget_card(id: String) -> () { core.forget_card(&id).await }

    // What this person was told
    inbox() -> Inbox { core.inbox() }
    read_notices(ids: Vec<String>) -> Inbox { core.read_notices(&ids) }
    read_all_notices() -> Inbox { core.read_all_notices() }

    // Pets
    pet_form() -> pets::Form { Ok(core.pet_form()) }
    pets() -> Pets { core.pets() }
    pet(which: String) -> pets::Page { core.pet(&which) }
    pet_profile(which: String) -> Pet { core.pet_profile(&which) }
    put_pet(which: Option<String>, pet: Written) -> pets::Page {
        core.put_pet_as_written(which.as_deref(), pet)
    }
    forget_pet(which: String) -> () { core.forget_pet(&which) }
    weigh_pet(which: String, weight: String, on: Option<String>) -> pets::Page { core.weigh_pet_as_written(&which, &weight, on.as_deref()) }
    vaccinate_pet(which: String, given: Given) -> pets::Page { core.vaccinate_pet(&which, &given) }

    // Clinics and visits
    clinics() -> Vec<clinic::Page> { core.clinics() }
    clinic(id: String) -> clinic::Page { core.clinic(&id) }
    free_slots(clinic: String, service: String, day: Option<String>) -> clinic::Times {
        core.free_slots(&clinic, &service, day.as_deref()).await
    }
    bookings() -> booking::Bookings { core.bookings() }
    booking(which: String) -> booking::Booking { core.booking(&which) }
    book(wish: Wish) -> booking::Booking { core.book(&wish).await }
    move_booking(which: String, starts_ms: i64) -> booking::Booking { core.move_booking(&which, starts_ms).await }
    cancel_booking(which: String) -> booking::Booking { core.cancel_booking(&which).await }
    here(which: String) -> booking::Booking { core.here(&which) }
    pass(booking: String) -> pass::Drawn { core.draw_pass(&booking) }

    // A clinic's desk
    desk() -> Desk { core.desk() }
    enrol(code: String) -> Desk { core.begin_desk(&code).await }
    end_desk(pending: Pending) -> Desk { core.end_desk(pending).await }
    take_desk(name: String, pin: String) -> Desk { core.take_desk(&name, &pin)?; core.desk() }
    leave_desk() -> Desk { core.leave_desk()?; core.desk() }
    arrivals() -> Arrivals { core.arrivals() }
    look_at_code(text: String) -> pass::Told { core.look_at_code(&text) }
    receive(text: String, scale: Vec<Weighed>) -> Checked { core.receive(&text, &scale) }
    board(day: Option<String>) -> Board { core.board(day.as_deref()) }
    act(booking: String, act: Act, scale: Vec<Weighed>) -> Acted { core.act(&booking, act, &scale) }
    calendar(day: Option<String>, view: View, placing: Option<Placing>) -> Calendar { core.calendar(day.as_deref(), view, placing.as_ref()) }
    move_visit(booking: String, starts_ms: i64, resource: Option<String>) -> calendar::Placed {
        core.move_visit(&booking, starts_ms, resource.as_deref()).await
    }
    enter_visit(entry: Entry) -> calendar::Placed { core.enter_visit(&entry).await }
    waiting_room() -> Room { core.waiting_room() }
    desk_services() -> Vec<DeskService> { core.desk_services() }
    walk_in(who: WalkIn) -> Acted { core.take_in(&who) }

    // A clinic's office
    workplace(clinic: String) -> Workplace { core.workplace(&clinic) }
    put_weekday(clinic: String, weekday: u8, times: String) -> Workplace {
        core.put_weekday(&clinic, weekday, &times).await
    }
    put_staff(clinic: String, staff: Option<String>, it: Colleague) -> Workplace {
        core.put_staff(&clinic, staff.as_deref(), &it).await
    }
    tablets(clinic: String) -> Tablets { core.tablets_page(&clinic).await }
    tablet_code(clinic: String, name: String) -> CodeDrawn { core.draw_tablet_code(&clinic, &name).await }
    revoke_tablet(tablet: String) -> () { core.revoke_tablet(&tablet, false).await }
    poster(clinic: String) -> Poster { core.poster(&clinic).await }
    log(clinic: String) -> Log { core.log(&clinic).await }

    // A shop's desk
    shop_desk(shown: shop::Shown) -> shop::Desk { core.shop_desk(Some(&shown)) }
    shop_order(number: String) -> shop::Pack { core.shop_order(&number) }
    shop_accept(numbers: Vec<String>) -> shop::Named { core.accept_all(&numbers).await }
    shop_ship(number: String, carrier: String, tracking: String) -> shop::Pack {
        core.ship_and_say(&number, &carrier, &tracking).await
    }
    shop_goods(shop: Option<String>, filter: shop::GoodsFilter, find: String) -> shop::GoodsDesk {
        core.shop_goods(shop.as_deref(), filter, &find)
    }
    shop_article(variant: String) -> shop::ArticlePage { core.shop_article(&variant) }
    scan_article(code: String) -> shop::ArticlePage { core.scan_article(&code) }
    change_article(variant: String, form: shop::ArticleForm) -> shop::ArticlePage { core.change_article(&variant, &form) }
    adjust_stock(variant: String, by: i32, why: Why) -> shop::Moved { core.adjust_stock(&variant, by.into(), why) }
    undo_adjust(op: String) -> shop::Moved { core.undo_adjust(&op) }
    shop_delivery(shop: Option<String>) -> shop::Delivery { core.shop_delivery(shop.as_deref()) }
    price_parcel(shop: Option<String>, form: shop::Terms, parcel: shop::Try) -> shop::Example {
        core.price_parcel(shop.as_deref(), &form, &parcel)
    }
    put_delivery(shop: Option<String>, form: shop::Terms) -> shop::Delivery {
        core.put_delivery(shop.as_deref(), &form).await
    }
    shop_figures(shop: Option<String>, days: Option<u32>) -> shop::Figures {
        core.shop_figures(shop.as_deref(), days).await
    }
}

#[cfg(test)]
mod tests {
    use petpro_client::Config;
    use serde_json::json;

    use super::*;

    fn phone() -> (tempfile::TempDir, PetPro) {
        let folder = tempfile::tempdir().unwrap();
        let core = PetPro::open(Config::new(folder.path(), "http://127.0.0.1:9")).unwrap();
        (folder, core)
    }

    #[tokio::test]
    async fn a_command_gives_the_screen_of_the_core() {
        let (_folder, core) = phone();
        let cart = dispatch(&core, "cart", json!({})).await.unwrap();
        assert_eq!(cart["title"]["key"], "cart-title");
        assert_eq!(cart, json!(core.cart().unwrap()));
    }

    #[tokio::test]
    async fn what_a_command_does_not_take_is_refused_before_anything_is_done() {
        let (_folder, core) = phone();
        for (name, args) in [
            ("speak", json!({})),
            ("speak", json!({"lang": "xx"})),
            ("speak", json!({"lang": "ja", "more": 1})),
            ("speak", json!([])),
            ("no_such", json!({})),
            ("../cart", json!({})),
        ] {
            let refused = dispatch(&core, name, args).await.unwrap_err();
            assert_eq!(refused.code(), Code::Invalid, "{name}");
        }
        assert_eq!(core.lang(), Lang::En);
    }

    #[tokio::test]
    async fn a_chosen_language_is_spoken_at_once() {
        let (folder, core) = phone();
        dispatch(&core, "speak", json!({"lang": "ja"})).await.unwrap();
        assert_eq!(dispatch(&core, "cart", Value::Null).await.unwrap()["title"]["text"], "カート");
        drop(core);
        let again = PetPro::open(Config::new(folder.path(), "http://127.0.0.1:9").as_chosen()).unwrap();
        assert_eq!(again.lang(), Lang::Ja, "and after the next start");
    }
}
