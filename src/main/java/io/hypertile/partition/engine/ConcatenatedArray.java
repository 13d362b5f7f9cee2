package io.hypertile.partition.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.Region;
import io.hypertile.store.PinnedState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A variable of some partitions as one array that is only read, in the state in which it was found.
 * Holds that state until it is let go and its readers are closed.
 */
final class ConcatenatedArray implements CellArray {
  private static final int VERSION_BYTES = 16;

  private final String name;
  private final ArraySpec spec;
  private final ConcatenatedParts parts;
  private final PinnedState state;
  private boolean isHeld = true;

  /**
   * A variable; takes over one hold of the state.
   *
   * @param spec its form, all parts one behind the other
   */
  ConcatenatedArray(String name, ArraySpec spec, ConcatenatedParts parts, PinnedState state) {
    this.name = name;
    this.spec = spec;
    this.parts = parts;
    this.state = state;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ArraySpec spec() {
    return spec;
  }

  @Override
  public Version version() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (ConcatenatedParts.Part part : parts.all()) {
        String text = part.place().text() + '\n' + part.version() + '\n';
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return new Version(HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CellReader open(Region bounds) {
    return new ConcatenatedReader(spec, version(), parts, state.open(parts.root()));
  }

  /** Lets go of nothing: what was found is what is read. */
  @Override
  public void letGo() {}

  @Override
  public void close() {
    if (isHeld) {
      isHeld = false;
      state.release();
    }
  }
}
