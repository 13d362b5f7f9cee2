package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.NumberConversion;
import io.hypertile.ndarray.Shape;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nothing but the cells: C order, little endian. Dtype and shape travel in HTTP headers. */
public final class RawFormat implements ArrayFormat {
  /** The HTTP header with the dtype's name. */
  public static final String DTYPE_HEADER = "Array-Dtype";

  /** The HTTP header with the lengths of the axes, see {@link #shapeText}. */
  public static final String SHAPE_HEADER = "Array-Shape";

  @Override
  public String name() {
    return "raw";
  }

  @Override
  public List<String> mediaTypes() {
    return List.of("application/octet-stream");
  }

  /** A shape as its header has it, such as {@code 24, 10}; empty for rank 0. */
  static String shapeText(Shape shape) {
    String text = shape.toString();
    return text.substring(1, text.length() - 1);
  }

  /** Headers with the dtype and shape, which the bytes do not tell. */
  @Override
  public Map<String, String> headers(CellType dtype, Shape shape, String name) {
    return Map.of(DTYPE_HEADER, dtype.numpyName(), SHAPE_HEADER, shapeText(shape));
  }

  @Override
  public CellEncoder encoder(CellsHeader header, EncodeOptions options) {
    if (header.dtype().isAnyLength()) {
      throw new ServiceException(
          ErrorCode.NOT_ENCODABLE,
          "Raw cells have one size, and these differ in length; ask for JSON or NPY.");
    }
    return new VerbatimEncoder(new byte[0], header.shape().bytes(header.dtype()));
  }

  @Override
  public boolean isReadable() {
    return true;
  }

  @Override
  public CellSource decoder(InputStream body, WriteTarget target, DecodeOptions options) {
    if (target.dtype().isAnyLength()) {
      throw BodyFaults.unsupported(
          "Raw cells have one size, and those of the array differ in length; send JSON or NPY.",
          Map.of("supported", List.of("npy", "json")));
    }
    if (options.dtype().isPresent() && !isOf(options.dtype().get(), target.dtype())) {
      throw BodyFaults.dtypeMismatch(
          target.dtype(), options.dtype().get(), "send NPY to have numbers converted");
    }
    if (options.shape().isPresent()) {
      Shape shape = parseShape(options.shape().get());
      if (!target.accepts(shape)) {
        throw BodyFaults.shapeMismatch(target, shape.toList());
      }
    }
    long bytes = target.shape().bytes(target.dtype());
    NpyFormat.requireLength(options.contentLength(), bytes);
    return new ExactSource(body, 0, bytes);
  }

  /** Whether the name is the type's or that of one with the same bytes. */
  static boolean isOf(String name, CellType type) {
    Optional<DType> found = DType.byNumpyName(name.strip());
    return found.isPresent() && type instanceof DType dtype
        ? NumberConversion.isSame(found.get(), dtype)
        : type.numpyName().equals(name.strip());
  }

  private static Shape parseShape(String text) {
    String inner = text.strip();
    if (inner.length() > 1 && "[(".indexOf(inner.charAt(0)) >= 0) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    List<Long> lengths = new ArrayList<>();
    for (String part : inner.isEmpty() ? new String[0] : inner.split(",", -1)) {
      String digits = part.strip();
      if (!digits.matches("[0-9]{1,18}")) {
        throw BodyFaults.malformed(
            "The header "
                + SHAPE_HEADER
                + " is "
                + BodyFaults.shortened(text)
                + "; write lengths separated by commas, such as 24, 10.");
      }
      lengths.add(Long.parseLong(digits));
    }
    return Shape.of(lengths);
  }
}
