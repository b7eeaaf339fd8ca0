//! Dividing an amount so that nothing is lost: the largest remainder.

use super::{Money, MoneyError};

/// `amount` given over `to` in proportion, but never more than all of `to` together: what each gets.
pub fn share_out(amount: Money, to: &[Money]) -> Result<Vec<Money>, MoneyError> {
    let given = amount.at_most(Money::sum(amount.currency, to.iter().copied())?)?;
    let weights: Vec<i64> = to.iter().map(|part| part.amount).collect();
    Ok(shares(given.amount, &weights)?.into_iter().map(|share| Money::new(share, amount.currency)).collect())
}

/// `total` divided in proportion to `weights`: everybody gets the whole part, what is left goes by
/// one unit to the largest remainders, the earlier one where they are equal. The shares add up to
/// `total`, and none is more than a unit from its exact part.
///
/// `total` and weights are not negative. Where all weights are 0 there is nobody to give to: all
/// shares are 0 if `total` is, else it is an error.
pub(super) fn shares(total: i64, weights: &[i64]) -> Result<Vec<i64>, MoneyError> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if total < 0 || weights.iter().any(|weight| *weight < 0) || (sum == 0 && total != 0) {
        return Err(MoneyError::Overflow);
    }
    if sum == 0 {
        return Ok(vec![0; weights.len()]);
    }
    let mut given = Vec::with_capacity(weights.len());
    let mut remainders = Vec::with_capacity(weights.len());
    let mut left = total;
    for (index, weight) in weights.iter().enumerate() {
        let exact = i128::from(total) * i128::from(*weight);
        let whole = i64::try_from(exact / sum).map_err(|_| MoneyError::Overflow)?;
        left -= whole;
        given.push(whole);
        remainders.push((std::cmp::Reverse(exact % sum), index));
    }
    remainders.sort_unstable();
    // Fewer units are left than there are remainders above zero.
    for (_, index) in remainders.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        given[index] += 1;
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_largest_remainder_gets_the_odd_unit_and_the_earlier_one_on_a_tie() {
        assert_eq!(shares(100, &[1, 1, 1]), Ok(vec![34, 33, 33]));
        assert_eq!(shares(10, &[1, 2, 4]), Ok(vec![1, 3, 6])); // 1.43, 2.86, 5.71
        assert_eq!(shares(0, &[0, 0]), Ok(vec![0, 0]));
    }

    #[test]
    fn nobody_to_give_to_is_an_error() {
        assert!(shares(1, &[]).is_err());
        assert!(shares(1, &[0, 0]).is_err());
        assert!(shares(-1, &[1]).is_err());
    }

    #[test]
    fn more_than_there_is_is_never_given() {
        let yen = |amount| Money::new(amount, crate::Currency::Jpy);
        assert_eq!(share_out(yen(500), &[yen(100), yen(200)]), Ok(vec![yen(100), yen(200)]));
        assert_eq!(share_out(yen(5), &[]), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn shares_add_up_and_are_within_a_unit(total in 0..=i64::MAX, weights in prop::collection::vec(0..=i64::MAX, 1..60)) {
            let sum: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            prop_assume!(sum > 0);
            let parts = shares(total, &weights).unwrap();
            prop_assert_eq!(parts.iter().map(|p| i128::from(*p)).sum::<i128>(), i128::from(total));
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = i128::from(total) * i128::from(*weight);
                let off = i128::from(*part) * sum - exact;
                prop_assert!(off.abs() < sum, "share {} of weight {}", part, weight);
                prop_assert!(*weight > 0 || *part == 0);
            }
        }
    }
}
