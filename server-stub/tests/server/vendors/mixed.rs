//! Everything at once, judged by an oracle that knows sums alone.

use serde_json::{Value, json};

use super::{asks, keeper, moves, price, push};
use crate::buyer::text;
use crate::shop::plenty;
use crate::world::World;

/// Two devices at one shelf and one price tag, that push late, twice and in turns; buyers who hold and let go.
/// The oracle adds up what was applied, and knows no rule of ours but the one for an overtaken price.
#[tokio::test]
async fn however_movements_prices_orders_and_repeats_mix_the_shelf_is_their_sum() {
    let world = World::seeded().await;
    let (_, first, shop) = keeper(&world).await;
    let second = world.device(&world.shopkeeper_of(&json!(shop)).await).await;
    let mut devices = [(first, vec![], price(&world)), (second, vec![], price(&world))];
    let (mut on_hand, mut tag) = (world.stock_of(plenty(0)).0, price(&world));
    let (mut held, mut orders, mut refused, mut overtaken) = (0, vec![], 0, 0);
    let mut dice = dice_of(11);
    for step in 0..240 {
        let (device, queue, shown) = &mut devices[dice(2)];
        match dice(10) {
            0..3 => queue.push(moves(device, shop, 1 + dice(6) as i64)),
            3..6 => queue.push(moves(device, shop, -1 - dice(12) as i64)),
            6 => {
                let to = 1_000 + dice(500) as i64;
                queue.push(asks(device, shop, *shown, to));
                *shown = to;
            }
            7 => {
                let (there, _) = world.stock_of(plenty(0));
                if there - held >= 2 && orders.len() < 8 {
                    orders.push(
                        world.order(&world.sign_up(&format!("b{step}@example.com")).await, &[(plenty(0), 2)]).await,
                    );
                    held += 2;
                }
            }
            8 => {
                if let Some(order) = orders.pop() {
                    world.close(&order).await;
                    held -= 2;
                }
            }
            _ => {
                let ops = std::mem::take(queue);
                if ops.is_empty() {
                    continue;
                }
                let results = push(&world, device, shop, &ops).await;
                assert_eq!(push(&world, device, shop, &ops).await, results, "the same again");
                for (op, result) in ops.iter().zip(&results) {
                    let body: Value = serde_json::from_str(op.b.get()).unwrap();
                    match (op.k.as_str(), text(&result["st"])) {
                        ("stock.adjust", "applied") => on_hand += body["by"].as_i64().unwrap(),
                        ("stock.adjust", _) => {
                            assert!(on_hand + body["by"].as_i64().unwrap() < held, "refused without need");
                            refused += 1;
                        }
                        (_, st) => {
                            let (was, to) =
                                (body["price"]["was"].as_i64().unwrap(), body["price"]["to"].as_i64().unwrap());
                            assert_eq!(st == "applied", was == tag || to == tag, "{body} on {tag}");
                            match st {
                                "applied" => tag = to,
                                _ => overtaken += 1,
                            }
                        }
                    }
                }
                *shown = tag;
            }
        }
        assert!(on_hand >= held && held >= 0);
        assert_eq!((world.stock_of(plenty(0)), price(&world)), ((on_hand, held), tag), "step {step}");
    }
    world.stock_is_balanced();
    assert!(refused > 0 && overtaken > 0, "this seed met both: {refused}, {overtaken}");
}

/// Numbers below a bound, the same ones each time.
fn dice_of(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}
