# Products and searches.
product-sold-by = Sold by { $shop }
product-barcode = Barcode { $gtin }
product-plenty = In stock
product-few = Limited Stock Available
product-none = Out of stock
product-gone = No longer sold
product-as-of = as of { $when }
product-add = Add to Cart: { $name }
search-count =
    { $n ->
        [0] Nothing found
        [one] { $n } product
       *[other] { $n } products
    }
search-none = Try fewer or other words; one is enough.
search-price = { $amount }
search-price-from = from { $amount }
search-row-label = { $name }, { $shop }, { $price }
shelves-title = Shop
