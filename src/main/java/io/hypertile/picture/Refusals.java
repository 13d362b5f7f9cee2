package io.hypertile.picture;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
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

  /** Checks that cells have an order, so that they have places on a scale. */
  static void requireReal(DType dtype) {
    if (!dtype.isInteger() && dtype.kind() != DType.Kind.FLOAT) {
      throw cells(
          "Cells of dtype %s have no order, and no picture is made of them; ask for format=npy."
              .formatted(dtype.numpyName()));
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
