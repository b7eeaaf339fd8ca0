//! What is taken is not free, and what is free says who serves it.

use super::*;
use crate::clinic::fits;

fn free(resources: &[(ResourceId, Resource)], taken: &[(ResourceId, Span)], needs: &[Kind]) -> Vec<Slot> {
    let clinic = clinic("UTC", daily("09:00", "11:00"));
    let (care, window) = (care(30, 30, needs), span("2026-11-02T00:00Z", "2026-11-03T00:00Z"));
    slots(&Ask { clinic: &clinic, care: &care, resources, taken, window, now_ms: 0 })
}

fn times(slots: &[Slot]) -> Vec<String> {
    let zone = Zone::parse("UTC").unwrap();
    slots.iter().map(|slot| zone.local(slot.starts_ms).unwrap().time).collect()
}

#[test]
fn a_booking_takes_every_beginning_that_would_meet_it() {
    let vet = resource(1, Kind::Vet, 1);
    let taken = [(vet.0, span("2026-11-02T09:45Z", "2026-11-02T10:15Z"))];
    assert_eq!(times(&free(&[vet], &taken, &[Kind::Vet])), ["09:00", "10:30"]);
}

#[test]
fn what_ends_when_another_begins_does_not_meet_it() {
    let vet = resource(1, Kind::Vet, 1);
    let taken = [(vet.0, span("2026-11-02T09:30Z", "2026-11-02T10:00Z"))];
    assert_eq!(times(&free(&[vet], &taken, &[Kind::Vet])), ["09:00", "10:00", "10:30"]);
}

#[test]
fn the_second_vet_is_offered_where_the_first_is_taken() {
    let vets = [resource(1, Kind::Vet, 1), resource(2, Kind::Vet, 1)];
    let taken = [(vets[0].0, span("2026-11-02T09:00Z", "2026-11-02T09:30Z"))];
    let free = free(&vets, &taken, &[Kind::Vet]);
    assert_eq!(times(&free), ["09:00", "09:30", "10:00", "10:30"]);
    assert_eq!(free[0].resources, [vets[1].0]);
    assert_eq!(free[1].resources, [vets[0].0]);
}

#[test]
fn everything_that_is_needed_has_to_be_free_at_once() {
    let all = [resource(1, Kind::Vet, 1), resource(2, Kind::Vet, 1), resource(3, Kind::Room, 1)];
    let taken = [(all[2].0, span("2026-11-02T09:00Z", "2026-11-02T10:00Z"))];
    assert_eq!(times(&free(&all, &taken, &[Kind::Vet, Kind::Room])), ["10:00", "10:30"]);
    let two_vets = free(&all, &[], &[Kind::Vet, Kind::Vet]);
    assert_eq!(two_vets[0].resources, [all[0].0, all[1].0], "two vets are two people");
    assert_eq!(free(&all, &[], &[Kind::Table]), vec![], "there is no table");
}

#[test]
fn capacity_counts_at_the_fullest_instant() {
    let room = resource(1, Kind::Room, 2);
    let early = (room.0, span("2026-11-02T09:00Z", "2026-11-02T09:15Z"));
    let late = (room.0, span("2026-11-02T09:15Z", "2026-11-02T09:30Z"));
    let one = std::slice::from_ref(&room);
    assert_eq!(times(&free(one, &[early, late], &[Kind::Room]))[0], "09:00", "one after the other");
    assert_eq!(times(&free(one, &[early, early], &[Kind::Room]))[0], "09:30", "both at once");
}

#[test]
fn somebody_with_hours_of_their_own_is_there_only_then() {
    let mut vet = resource(1, Kind::Vet, 1);
    vet.1.hours = Some(daily("10:00", "18:00"));
    assert_eq!(times(&free(std::slice::from_ref(&vet), &[], &[Kind::Vet])), ["10:00", "10:30"]);
    vet.1.gone = true;
    assert_eq!(free(&[vet], &[], &[Kind::Vet]), vec![]);
}

#[test]
fn too_soon_and_too_far_ahead_is_not_offered() {
    let mut clinic = clinic("UTC", daily("09:00", "11:00"));
    clinic.policy = Policy { book_min: 45, ahead_days: 1, change_min: 0, late_min: 0 };
    let (care, resources) = (care(30, 30, &[Kind::Vet]), [resource(1, Kind::Vet, 1)]);
    let window = span("2026-11-02T00:00Z", "2026-11-09T00:00Z");
    let now_ms = ms("2026-11-02T09:10Z");
    let free = slots(&Ask { clinic: &clinic, care: &care, resources: &resources, taken: &[], window, now_ms });
    assert_eq!(times(&free), ["10:00", "10:30", "09:00"], "from 09:55 today to 09:10 tomorrow");
}

#[test]
fn a_time_that_is_not_offered_fits_nowhere() {
    let clinic = clinic("UTC", daily("09:00", "11:00"));
    let (care, resources) = (care(30, 30, &[Kind::Vet]), [resource(1, Kind::Vet, 1)]);
    let window = Span::new(0, 0);
    let ask = Ask { clinic: &clinic, care: &care, resources: &resources, taken: &[], window, now_ms: 0 };
    assert!(fits(&ask, ms("2026-11-02T09:30Z")).is_some());
    for other in ["2026-11-02T09:35Z", "2026-11-02T11:00Z", "2026-11-02T08:30Z"] {
        assert_eq!(fits(&ask, ms(other)), None, "{other}");
    }
    assert_eq!(fits(&ask, ms("2026-11-02T09:30Z") + 1), None);
    assert_eq!(fits(&ask, i64::MAX), None);
    assert_eq!(fits(&ask, i64::MIN), None);
}
