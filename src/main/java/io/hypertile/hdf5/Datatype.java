package io.hypertile.hdf5;

import java.nio.ByteOrder;
import java.util.List;

/** An element type as a file describes it (HDF5 file format, section IV.A.2.d). */
public sealed interface Datatype {
  /** Bytes of one element. */
  int size();

  /** Whole numbers whose bits fill their bytes. */
  record Integer(int size, ByteOrder order, boolean isSigned) implements Datatype {}

  /**
   * Floating-point numbers.
   *
   * @param exponentSize bits of the exponent
   * @param mantissaSize bits of the mantissa as stored
   * @param bias number added to the exponent
   * @param form the rest of the description: sign, positions, padding, normalisation
   */
  record Floating(
      int size, ByteOrder order, int exponentSize, int mantissaSize, long bias, FloatForm form)
      implements Datatype {}

  /** Positions of the parts of a floating-point number, in bits from the lowest one. */
  record FloatForm(
      int bitOffset, int precision, int sign, int exponent, int mantissa, int normalisation) {}

  /** Text of a fixed number of bytes. */
  record FixedText(int size, Padding padding) implements Datatype {}

  /** Text of any length, kept in the global heap. */
  record VariableText(int size) implements Datatype {}

  /** Named members at offsets. */
  record Compound(int size, List<Member> members) implements Datatype {}

  /** One member of a {@link Compound}. */
  record Member(String name, long offset, Datatype type) {}

  /** Whole numbers with names. */
  record Enumeration(int size, Datatype base, List<Value> values) implements Datatype {}

  /** A name of an {@link Enumeration} and its number. */
  record Value(String name, long number) {}

  /** Values of one type and any number, kept in the global heap. */
  record Sequence(int size, Datatype base) implements Datatype {}

  /** A reference to an object: the address of its header. */
  record Reference(int size) implements Datatype {}

  /** A type that neither arrays nor their attributes have. */
  record Other(int size, String name) implements Datatype {}

  /** Bytes that follow a text shorter than its room. */
  enum Padding {
    NUL_TERMINATED,
    NUL_PADDED,
    SPACE_PADDED
  }
}
