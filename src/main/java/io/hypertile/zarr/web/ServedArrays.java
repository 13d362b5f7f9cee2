package io.hypertile.zarr.web;

import io.hypertile.zarr.view.NodePath;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arrays whose documents were sent, the latest ones: a reader who has the document of an array
 * takes chunks that are not there for fill values, so it must be told when the array is gone.
 * Thread-safe.
 */
final class ServedArrays {
  private static final int MOST = 10_000;
  private static final int LONGEST = 1_000;

  private final Map<String, Boolean> paths =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  /** Remembers that the document of a node was sent. */
  void sent(NodePath node) {
    String path = text(node);
    if (path.length() <= LONGEST) {
      synchronized (paths) {
        paths.put(path, true);
      }
    }
  }

  /** Whether the document of an array was sent, its own or with that of the group it is in. */
  boolean wasSent(NodePath array) {
    synchronized (paths) {
      return paths.get(text(array)) != null
          || paths.get(text(array.first(array.depth() - 1))) != null;
    }
  }

  private static String text(NodePath node) {
    return String.join("/", node.segments());
  }
}
