package io.hypertile.config.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A directory as the kubelet mounts a Secret: files are links to {@code ..data/NAME}, and {@code
 * ..data} is a link to a directory of one state, which is replaced by a rename.
 */
final class MountedSecret {
  private final Path directory;
  private int states;

  /** One without files. */
  MountedSecret(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Where a file of it is. */
  Path file(String name) {
    return directory.resolve(name);
  }

  /** Puts a new state in place of the one before, whose directory goes. */
  void replace(String... namesAndTexts) throws IOException {
    Path state = Files.createDirectory(directory.resolve("..state" + states++));
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      Files.writeString(state.resolve(namesAndTexts[i]), namesAndTexts[i + 1]);
    }
    Path data = directory.resolve("..data");
    Path before = Files.exists(data) ? data.toRealPath() : state;
    Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), state.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (Stream<Path> files = Files.list(state)) {
      for (Path file : files.toList()) {
        Path shown = directory.resolve(file.getFileName());
        if (!Files.isSymbolicLink(shown)) {
          Files.createSymbolicLink(shown, Path.of("..data").resolve(file.getFileName()));
        }
      }
    }
    if (!before.equals(state.toRealPath())) {
      FileSystemUtils.deleteRecursively(before);
    }
  }
}
