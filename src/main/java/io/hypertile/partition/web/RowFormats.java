package io.hypertile.partition.web;

import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.FormatRegistry;
import io.hypertile.encode.Spool;
import io.hypertile.http.Negotiation;
import io.hypertile.partition.export.RowsArrow;
import io.hypertile.partition.export.RowsNetcdf;
import io.hypertile.partition.export.RowsZarr;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats of answers with rows: those for several arrays of any model, and files with all that the
 * schema says. Thread-safe.
 */
final class RowFormats {
  private final FormatRegistry several;
  private final Spool spool;

  RowFormats(FormatRegistry formats, Spool spool) {
    this.several = withoutOwn(formats.holdingSeveral());
    this.spool = spool;
  }

  /** Formats without those that rows have a form of their own in. */
  private static FormatRegistry withoutOwn(FormatRegistry formats) {
    return new FormatRegistry(
        formats.formats().stream()
            .filter(format -> !format.name().equals(RowsArrow.NAME))
            .toList());
  }

  /** The formats of a collection's rows. */
  Negotiation of(PartitionedForm form) {
    List<ArrayFormat> all = new ArrayList<>(several.formats());
    all.add(new RowsZarr(form));
    all.add(new RowsNetcdf(form));
    all.add(new RowsArrow(form, spool));
    return new Negotiation(new FormatRegistry(all));
  }

  /** Variables that an answer has if none are named: those that the format can hold. */
  static List<String> held(ArrayFormat format, PartitionedForm form, List<String> paths) {
    return format instanceof RowsArrow arrow
        ? form.root().placed().stream().filter(arrow::isColumn).map(Placed::path).toList()
        : paths;
  }
}
