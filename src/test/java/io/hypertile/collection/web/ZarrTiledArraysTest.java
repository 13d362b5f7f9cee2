package io.hypertile.collection.web;

/** Virtual arrays over HTTP that are nodes of Zarr: tiles are boxes of them. */
class ZarrTiledArraysTest extends TiledArraysTest {
  @Override
  String storage() {
    return "zarr";
  }
}
