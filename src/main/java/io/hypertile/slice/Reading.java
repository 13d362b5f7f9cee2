package io.hypertile.slice;

/** The ways to write a selector, which differ in what a whole number means. */
public enum Reading {
  /**
   * {@code slice=}: a whole number is a position on every axis, as in Deker; with a look-up method
   * it is refused where it would be taken for a value.
   */
  SLICE("slice"),

  /** {@code sel.NAME=}: a whole number is a value on axes that have values, as in xarray. */
  SEL("sel"),

  /** {@code isel.NAME=}: whole numbers alone, all of them positions. */
  ISEL("isel");

  private final String text;

  Reading(String text) {
    this.text = text;
  }

  /** The parameter's name, of the latter two what comes before the point. */
  public String text() {
    return text;
  }

  /** The parameter for an axis, as sentences show it: {@code isel.y=3}. */
  String parameter(String axis, String selector) {
    return text + "." + axis + "=" + selector;
  }
}
