module hypertile.io/interop

go 1.18

require hypertile.io/client v0.0.0

replace hypertile.io/client => ../../../../../target/sdk/go
