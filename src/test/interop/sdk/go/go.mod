module hypertile.io/interop

go 1.18

require hypertile.io/client v0.0.0

require gopkg.in/validator.v2 v2.0.1 // indirect

replace hypertile.io/client => ../../../../../target/sdk/go
