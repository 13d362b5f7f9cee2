module hypertile.io/client

go 1.18
