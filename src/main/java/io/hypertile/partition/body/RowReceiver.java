package io.hypertile.partition.body;

import io.hypertile.encode.Casting;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.PathNames;
import io.hypertile.partition.schema.UnknownVariable;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * Takes the variables of a body while it is read: their cells go to a file, and nothing in
 * proportion to them is kept on the heap. For one thread.
 */
public final class RowReceiver {
  private final Map<String, Placed> variables;
  private final Casting casting;
  private final SpooledRows spooled;

  /**
   * A receiver for the rows of a collection.
   *
   * @param casting conversions that are made of cells whose type the body says
   * @param spooled where the cells wait
   */
  RowReceiver(PartitionedForm form, Casting casting, SpooledRows spooled) {
    this.variables = form.root().byPath();
    this.casting = casting;
    this.spooled = spooled;
  }

  /** Conversions that are made of cells whose type the body says. */
  public Casting casting() {
    return casting;
  }

  /**
   * The variable of a path, with or without a slash before it (zcollection-rules.md 69).
   *
   * @throws ServiceException {@code invalid-schema} if the schema has no such variable
   */
  public Placed require(String path) {
    String plain = PathNames.plain(path);
    Placed found = variables.get(plain);
    if (found == null) {
      throw UnknownVariable.of(ErrorCode.INVALID_SCHEMA, plain, variables.keySet());
    }
    return found;
  }

  /**
   * Takes the cells of a variable.
   *
   * @param type of the cells; another one than that of the schema is refused when all are inserted
   * @param shape of the cells
   * @param cells exactly so many, closed by the caller
   * @throws ServiceException {@code malformed-body} if the variable came before
   */
  public void take(Placed placed, CellType type, Shape shape, CellSource cells) throws IOException {
    spooled.add(placed.path(), type, shape, cells);
  }

  /**
   * Takes the cells of a variable where they are.
   *
   * @param cells exactly those of the shape, valid until what is {@linkplain #keep kept} is closed
   * @throws ServiceException as the other
   */
  public void take(Placed placed, CellType type, Shape shape, MemorySegment cells) {
    spooled.add(placed.path(), type, shape, cells);
  }

  /** Takes what has cells, to be closed when nobody reads them any more, or when a body fails. */
  public void keep(Closeable body) {
    spooled.keep(body);
  }
}
