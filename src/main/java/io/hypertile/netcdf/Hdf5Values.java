package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.hdf5.Datatype;
import io.hypertile.hdf5.HeapObjects;
import io.hypertile.hdf5.StoredAttribute;
import io.hypertile.hdf5.StoredType;
import io.hypertile.ndarray.ByteSwap;
import io.hypertile.ndarray.DType;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Values of attributes of HDF5 files. */
final class Hdf5Values {
  private final HeapObjects heap;
  private final Hdf5Budget budget;

  Hdf5Values(HeapObjects heap, Hdf5Budget budget) {
    this.heap = heap;
    this.budget = budget;
  }

  /**
   * The value of an attribute: one, or a list where it has an axis of another length than 1.
   *
   * @return empty for types that datasets have no attributes of
   */
  Optional<TypedValue> of(StoredAttribute attribute) {
    if (attribute.isNull()) {
      boolean isText =
          attribute.type() instanceof Datatype.FixedText
              || attribute.type() instanceof Datatype.VariableText;
      return Optional.of(isText ? new TypedValue.Text("") : new TypedValue.Items(List.of()));
    }
    int size = attribute.type().size();
    List<TypedValue> values = new ArrayList<>();
    for (int at = 0; at < attribute.bytes().length; at += size) {
      Optional<TypedValue> value = one(attribute, at, size);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values.size() == 1 ? values.getFirst() : new TypedValue.Items(values));
  }

  private Optional<TypedValue> one(StoredAttribute attribute, int at, int size) {
    byte[] bytes = Arrays.copyOfRange(attribute.bytes(), at, at + size);
    return switch (attribute.type()) {
      case Datatype.FixedText text ->
          Optional.of(new TypedValue.Text(StoredTexts.text(bytes, text.padding())));
      case Datatype.VariableText _ -> {
        byte[] text = heap.read(attribute.name(), attribute.bytes(), at, 1);
        budget.takeText(text.length);
        yield Optional.of(new TypedValue.Text(LenientText.of(text)));
      }
      case Datatype.Enumeration type -> enumerated(type, bytes);
      case Datatype.Integer type -> StoredType.find(type).flatMap(found -> number(found, bytes));
      case Datatype.Floating type -> StoredType.find(type).flatMap(found -> number(found, bytes));
      case Datatype.Compound _, Datatype.Sequence _, Datatype.Reference _, Datatype.Other _ ->
          Optional.empty();
    };
  }

  private static Optional<TypedValue> enumerated(Datatype.Enumeration type, byte[] bytes) {
    if (StoredTexts.isTruth(type)) {
      return Optional.of(new TypedValue.Truth(bytes[0] != 0));
    }
    return StoredType.find(type.base()).flatMap(found -> number(found, bytes));
  }

  private static Optional<TypedValue> number(StoredType type, byte[] bytes) {
    if (type.isSwapped()) {
      ByteSwap.inPlace(MemorySegment.ofArray(bytes), bytes.length);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    DType dtype = type.dtype();
    return switch (dtype) {
      case INT8 -> whole(dtype, in.get());
      case INT16 -> whole(dtype, in.getShort());
      case INT32 -> whole(dtype, in.getInt());
      case INT64, LONGLONG -> whole(DType.INT64, in.getLong());
      case UINT8 -> whole(dtype, in.get() & 0xff);
      case UINT16 -> whole(dtype, in.getShort() & 0xffff);
      case UINT32 -> whole(dtype, in.getInt() & 0xffffffffL);
      case UINT64, ULONGLONG ->
          Optional.of(
              new TypedValue.Whole(
                  DType.UINT64, new BigInteger(Long.toUnsignedString(in.getLong()))));
      case FLOAT16 ->
          Optional.of(new TypedValue.Real(DType.FLOAT32, Float.float16ToFloat(in.getShort())));
      case FLOAT32 -> Optional.of(new TypedValue.Real(dtype, in.getFloat()));
      case FLOAT64 -> Optional.of(new TypedValue.Real(dtype, in.getDouble()));
      case LONGDOUBLE, COMPLEX64, COMPLEX128, CLONGDOUBLE -> Optional.empty();
    };
  }

  private static Optional<TypedValue> whole(DType type, long value) {
    return Optional.of(new TypedValue.Whole(type, BigInteger.valueOf(value)));
  }
}
