package io.hypertile.dataset.columns;

import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.FigureCell.FigureValue;
import io.hypertile.dataset.FigureCell.Kind;
import io.hypertile.ndarray.CellType;
import io.hypertile.store.SharedState.NotedRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures of the arrays of one name in a run of rows. */
final class FigureRun extends Run {
  private static final Kind[] KINDS = Kind.values();

  private final List<CellType> types;
  private final PackedLongs type;
  private final PackedLongs rows;
  private final PackedLongs nulls;
  private final Extremes least;
  private final Extremes greatest;

  private FigureRun(Object known, long[] changes, Builder made) {
    super(known, changes);
    this.types = List.copyOf(made.types);
    this.type = PackedLongs.of(made.type);
    this.rows = PackedLongs.of(made.rows);
    this.nulls = PackedLongs.of(made.nulls);
    this.least = made.least.packed();
    this.greatest = made.greatest.packed();
  }

  /** Extremes of one side. */
  private record Extremes(PackedBytes kinds, PackedLongs bits, String @Nullable [] texts) {
    void read(int at, FigureValue value) {
      Kind kind = KINDS[kinds.get(at)];
      if (kind == Kind.TEXT && texts != null) {
        value.set(texts[at]);
      } else {
        value.set(kind, bits.get(at));
      }
    }

    long bytes() {
      long bytes = kinds.bytes() + bits.bytes();
      if (texts != null) {
        for (String text : texts) {
          bytes += Integer.BYTES + (text == null ? 0 : 56L + text.length());
        }
      }
      return bytes;
    }
  }

  /** Extremes of one side that are being put together. */
  private static final class ExtremesBuilder {
    private final byte[] kinds = new byte[NotedRows.RUN];
    private final long[] bits = new long[NotedRows.RUN];
    private String @Nullable [] texts;

    void set(int at, FigureValue value) {
      kinds[at] = (byte) value.kind().ordinal();
      if (value.kind() != Kind.TEXT) {
        bits[at] = value.bits();
        return;
      }
      String[] own = texts;
      if (own == null) {
        own = new String[NotedRows.RUN];
        texts = own;
      }
      own[at] = value.text();
    }

    Extremes packed() {
      return new Extremes(PackedBytes.of(kinds), PackedLongs.of(bits), texts);
    }
  }

  /** A run that is being put together. For one thread. */
  static final class Builder {
    private final List<CellType> types = new ArrayList<>();
    private final long[] type = new long[NotedRows.RUN];
    private final long[] rows = new long[NotedRows.RUN];
    private final long[] nulls = new long[NotedRows.RUN];
    private final ExtremesBuilder least = new ExtremesBuilder();
    private final ExtremesBuilder greatest = new ExtremesBuilder();

    /** Puts the figures of a row in. */
    void set(int at, FigureCell cell) {
      if (!cell.isPresent()) {
        return;
      }
      type[at] = number(cell.dtype());
      rows[at] = cell.rowCount();
      nulls[at] = cell.nullCount();
      least.set(at, cell.least());
      greatest.set(at, cell.greatest());
    }

    /** Number of a type, from 1 on. */
    private int number(CellType dtype) {
      int known = types.indexOf(dtype);
      if (known < 0) {
        known = types.size();
        types.add(dtype);
      }
      return known + 1;
    }

    FigureRun make(Object known, long[] changes) {
      return new FigureRun(known, changes, this);
    }
  }

  /** Shows the figures of a row. */
  void read(int at, FigureCell cell) {
    int number = (int) type.get(at);
    if (number == 0) {
      cell.clear();
      return;
    }
    cell.set(types.get(number - 1), rows.get(at), nulls.get(at));
    least.read(at, cell.least());
    greatest.read(at, cell.greatest());
  }

  @Override
  long ownBytes() {
    return 64 + type.bytes() + rows.bytes() + nulls.bytes() + least.bytes() + greatest.bytes();
  }
}
