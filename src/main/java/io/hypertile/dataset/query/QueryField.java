package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.FigureCell;
import java.util.Optional;

/** Subject of a comparison: something that a dataset has one value of, or none. */
sealed interface QueryField {
  /** The name as conditions have it. */
  String text();

  /** The value that a dataset has. */
  Optional<FieldValue> value(DatasetFacts dataset);

  /** The name of the dataset. */
  record Name() implements QueryField {
    @Override
    public String text() {
      return "name";
    }

    @Override
    public Optional<FieldValue> value(DatasetFacts dataset) {
      return Optional.of(new FieldValue.Text(dataset.name().text()));
    }
  }

  /** An attribute of the dataset. */
  record Attribute(String text) implements QueryField {
    @Override
    public Optional<FieldValue> value(DatasetFacts dataset) {
      return dataset.attribute(text).map(FieldValue::of);
    }
  }

  /** A figure of one of its arrays. */
  record Statistic(ArrayName array, Figure figure) implements QueryField {
    @Override
    public String text() {
      return array.text() + '.' + figure.text;
    }

    @Override
    public Optional<FieldValue> value(DatasetFacts dataset) {
      FigureCell cell = new FigureCell();
      if (!dataset.figures(array, cell)) {
        return Optional.empty();
      }
      return switch (figure) {
        case MAX -> FieldValue.of(cell.greatest(), cell.dtype());
        case MIN -> FieldValue.of(cell.least(), cell.dtype());
        case NULL_COUNT -> Optional.of(new FieldValue.Small(cell.nullCount()));
        case ROW_COUNT -> Optional.of(new FieldValue.Small(cell.rowCount()));
      };
    }
  }

  /** Figures of an array. */
  enum Figure {
    MAX("max"),
    MIN("min"),
    NULL_COUNT("null_count"),
    ROW_COUNT("row_count");

    private final String text;

    Figure(String text) {
      this.text = text;
    }

    /** The ending of names of this figure. */
    String ending() {
      return '.' + text;
    }

    /** Whether it is one of the cells' own values, whose kind is that of the cells. */
    boolean isExtreme() {
      return this == MAX || this == MIN;
    }
  }
}
