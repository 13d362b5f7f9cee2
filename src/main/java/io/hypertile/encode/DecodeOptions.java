package io.hypertile.encode;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Facts about a body that do not come from the body itself.
 *
 * @param contentLength bytes of the body, when they were announced: a wrong length is refused
 *     before anything is read
 * @param dtype dtype that headerless bytes were said to have
 * @param shape shape that headerless bytes were said to have, such as {@code 24, 10}
 * @param casting conversions that are made of cells whose type the body says
 */
public record DecodeOptions(
    OptionalLong contentLength, Optional<String> dtype, Optional<String> shape, Casting casting) {
  /** Facts about a body whose cells are taken wherever they fit. */
  public DecodeOptions(OptionalLong contentLength, Optional<String> dtype, Optional<String> shape) {
    this(contentLength, dtype, shape, Casting.FITTING);
  }

  /** Nothing is known. */
  public static DecodeOptions none() {
    return new DecodeOptions(OptionalLong.empty(), Optional.empty(), Optional.empty());
  }

  /** Only the length is known. */
  public static DecodeOptions ofLength(long contentLength) {
    return new DecodeOptions(OptionalLong.of(contentLength), Optional.empty(), Optional.empty());
  }
}
