package io.hypertile.hdf5;

/** Reads one object of a global heap collection (HDF5 file format, section III.E). */
final class GlobalHeap {
  private GlobalHeap() {}

  /** The bytes that a variable-length element refers to. */
  static byte[] read(MetadataReader file, String object, Fields element) {
    long length = element.u32();
    long address = element.address();
    long index = element.u32();
    if (length == 0 || address == Fields.UNDEFINED) {
      return new byte[0];
    }
    Fields head = file.fields(object + ": global heap", address, 16);
    head.expect("GCOL");
    head.skip(4);
    long size = head.length();
    if (size < 16) {
      throw head.corrupt("a collection of " + size + " bytes");
    }
    Fields fields = file.fields(object + ": global heap", address, size);
    fields.skip(16);
    while (fields.remaining() >= 16) {
      int found = fields.u16();
      fields.skip(6);
      long objectSize = fields.length();
      if (found == 0) {
        break;
      }
      if (objectSize > fields.remaining()) {
        throw fields.corrupt("an object of " + objectSize + " bytes");
      }
      if (found == index) {
        if (length > objectSize) {
          throw fields.corrupt("a text of " + length + " bytes in " + objectSize);
        }
        return fields.bytes((int) length);
      }
      fields.skip((int) Math.min(fields.remaining(), objectSize + 7 & ~7L));
    }
    throw element.corrupt("the global heap has no object " + index);
  }
}
