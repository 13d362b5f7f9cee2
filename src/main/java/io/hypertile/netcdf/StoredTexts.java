package io.hypertile.netcdf;

import io.hypertile.hdf5.Datatype;
import java.util.Arrays;
import java.util.List;

/** Texts in rooms of one size, and truth values, as HDF5 files have them. */
final class StoredTexts {
  private StoredTexts() {}

  /** The text in a room. */
  static String text(byte[] room, Datatype.Padding padding) {
    return LenientText.of(unpadded(room, padding));
  }

  /** The same, as UTF-8. */
  static byte[] utf8(byte[] room, Datatype.Padding padding) {
    return LenientText.utf8(unpadded(room, padding));
  }

  private static byte[] unpadded(byte[] room, Datatype.Padding padding) {
    int length = room.length;
    switch (padding) {
      case NUL_TERMINATED -> {
        length = 0;
        while (length < room.length && room[length] != 0) {
          length++;
        }
      }
      case NUL_PADDED -> {}
      case SPACE_PADDED -> {
        while (length > 0 && room[length - 1] == ' ') {
          length--;
        }
      }
    }
    return Arrays.copyOf(room, length);
  }

  /** Whether an enumeration is that which h5py and h5netcdf store truth values in. */
  static boolean isTruth(Datatype.Enumeration type) {
    return type.size() == 1
        && type.values()
            .equals(List.of(new Datatype.Value("FALSE", 0), new Datatype.Value("TRUE", 1)));
  }
}
