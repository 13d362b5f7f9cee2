package io.hypertile.s3.tree;

import io.hypertile.error.TooLarge;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Rules for what clients put into a tree.
 *
 * @param areDocumentsChecked whether documents of nodes must be documents of Zarr
 * @param longestDocument most bytes of a document
 * @param longestObject most bytes of any object
 */
public record TreeRules(boolean areDocumentsChecked, long longestDocument, long longestObject) {
  /** Bytes of the longest document that is read back, whatever put it there. */
  static final long LONGEST_STORED = 64L << 20;

  private static final int LONGEST_SEGMENT = 255;
  private static final String OWN = ".hypertile";
  private static final Set<String> OF_FORMAT_2 =
      Set.of(ZarrV2.ARRAY, ZarrV2.GROUP, ZarrV2.ATTRIBUTES, ".zmetadata");

  /** Whether a key is one that other programs may see. */
  static boolean isShown(String key) {
    return !key.startsWith(OWN) && !key.contains("/" + OWN);
  }

  /** Whether the object of a key describes something, and is read whole. */
  public static boolean isDocument(String key) {
    return key.endsWith(".json");
  }

  /** Whether a key can name an object that other programs may see, in whichever store. */
  static boolean isName(String key) {
    return StoreKey.isKey(key)
        && isShown(key)
        && Arrays.stream(key.split("/", -1)).noneMatch(TreeRules::isTooLong);
  }

  private static boolean isTooLong(String segment) {
    return segment.getBytes(StandardCharsets.UTF_8).length > LONGEST_SEGMENT;
  }

  static boolean isNode(StoreKey key) {
    return key.name().equals(NodeDocument.NAME);
  }

  /**
   * Refuses keys that nothing can be put under.
   *
   * @param key relative to the collection
   * @throws S3Failure if it is such a key
   */
  static void requirePut(String key) {
    if (!StoreKey.isKey(key)) {
      throw new S3Failure(
          S3Code.INVALID_ARGUMENT,
          "A key has segments with slashes between them, none of them empty, \".\" or \"..\","
              + " and no backslashes.");
    }
    for (String segment : key.split("/", -1)) {
      if (isTooLong(segment)) {
        throw new S3Failure(
            S3Code.KEY_TOO_LONG,
            "A segment of a key has at most " + LONGEST_SEGMENT + " bytes; shorten it.");
      }
      if (OF_FORMAT_2.contains(segment)) {
        throw new S3Failure(
            S3Code.INVALID_REQUEST, "Hierarchies of Zarr format 2 are only read; write format 3.");
      }
    }
    if (!isShown(key)) {
      throw new S3Failure(
          S3Code.ACCESS_DENIED, "Names that begin with " + OWN + " are the server's own.");
    }
  }

  /**
   * Refuses a body by its size.
   *
   * @param size bytes; negative when they are not known
   * @throws io.hypertile.error.ServiceException {@code body-too-large}
   */
  public void requireSize(String key, long size) {
    long limit = isDocument(key) ? longestDocument : longestObject;
    TooLarge.requireBody(
        size, limit, most -> "The object has more than the " + most + " bytes that are taken.");
  }

  /**
   * Refuses the document that a collection is to begin with.
   *
   * @throws S3Failure if it is not the document of a group of Zarr
   */
  public void requireGroup(ObjectBody body) {
    RootDocument.put(Optional.empty(), Bodies.bytes(body));
  }
}
