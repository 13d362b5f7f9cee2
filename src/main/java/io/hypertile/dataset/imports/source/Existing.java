package io.hypertile.dataset.imports.source;

/** Treatment of names of an import that are there already. */
public enum Existing {
  /** The import is refused before anything is made. */
  REFUSED,
  /** The datasets there are replaced. */
  REPLACED,
  /** The datasets there stay, as of an import that ended early and is made once more. */
  KEPT
}
