package io.hypertile.picture;

import io.hypertile.encode.CellsHeader;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.text.Quoting;
import java.util.List;
import java.util.Map;

/** Refusals of pictures. */
final class Refusals {
  private Refusals() {}

  /** The refusal of a parameter. */
  static ServiceException parameter(String name, String detail) {
    return new ServiceException(ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", name), null);
  }

  /** The refusal of a value that is none of the choices. */
  static ServiceException choice(String name, List<String> choices, String value) {
    return parameter(
            name,
            "The parameter %s is one of %s, not %s."
                .formatted(name, String.join(", ", choices), Quoting.quoted(value)))
        .with("choices", choices);
  }

  /** The refusal of cells that no picture of this format is made of. */
  static ServiceException cells(String detail) {
    return new ServiceException(ErrorCode.NOT_ENCODABLE, detail);
  }

  /**
   * The type of cells that have an order, and so places on a scale.
   *
   * @throws ServiceException {@code not-encodable} for all others
   */
  static DType requireReal(CellType type) {
    if (type instanceof DType dtype && dtype.kind() != DType.Kind.COMPLEX) {
      return dtype;
    }
    throw cells(
        "Pictures are made of whole numbers and floats, not of cells of dtype %s; ask for format=json."
            .formatted(type.numpyName()));
  }

  /**
   * Checks that there is a cell to draw.
   *
   * @throws ServiceException {@code not-encodable} if there is none
   */
  static void requireCells(CellsHeader header) {
    if (header.shape().cells() == 0) {
      throw cells("The selection has no cells to draw; write some, or ask for format=json.");
    }
  }

  /** The refusal of a body. */
  static ServiceException body() {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_FORMAT,
        "Cells cannot be written as a picture; send NPY, JSON or raw cells.",
        Map.of("supported", List.of("npy", "json", "raw")),
        null);
  }
}
