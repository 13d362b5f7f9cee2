package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Strict JSON. Written as {@code {"dtype","shape","dimensions","data"}} or as the nested list
 * alone; read in both forms, and as one number for every cell. NaN is {@code null}, infinities are
 * {@code "Infinity"} and {@code "-Infinity"}, complex numbers {@code [re, im]}.
 *
 * <p>Floats are written in the shortest decimal form that gives the same number of their own dtype
 * again, and read by rounding the decimal text once, to the nearest number of the dtype. So every
 * number survives the way out and back, in 80-bit {@code longdouble} too, whose texts have up to 21
 * digits and exponents beyond those of a double.
 */
public final class JsonFormat implements ArrayFormat {
  /** Lists and objects that may lie within one another. */
  static final int MAX_DEPTH = 64;

  @Override
  public String name() {
    return "json";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/json");
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    requireDepth(header, 2);
    return new JsonEncoder(header, options);
  }

  @Override
  public boolean holdsSeveral() {
    return true;
  }

  @Override
  public CellEncoder encoder(List<CellsHeader.Named> boxes, EncodeOptions options) {
    boxes.forEach(box -> box.found().ifPresent(header -> requireDepth(header, 4)));
    return new JsonBoxes(boxes, options);
  }

  /** Checks that lists within lists are no deeper than readers take. */
  private static void requireDepth(CellsHeader header, int around) {
    if (header.shape().rank() > MAX_DEPTH - around) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "JSON answers have at most "
              + (MAX_DEPTH - around)
              + " axes; select positions on the others, or ask for raw cells.");
    }
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options)
      throws IOException {
    return JsonDocument.open(body, target);
  }
}
