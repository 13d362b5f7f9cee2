package io.hypertile.backup;

import io.hypertile.error.FullStorage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of the file system in words for operators, and places as the system knows them. */
final class DiskWords {
  private DiskWords() {}

  /** The reason of a failure, which names no class; a part of a sentence. */
  static String of(IOException failure) {
    String file = failure instanceof FileSystemException e ? e.getFile() : null;
    String place = file == null ? "" : " at " + file;
    if (FullStorage.isCauseOf(failure)) {
      return "the disk has no room" + place;
    }
    String text = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return switch (failure) {
      case AccessDeniedException ignored -> "this user has no permission" + place;
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case FileAlreadyExistsException there -> there.getFile() + " is there already";
      default -> (text == null || text.isBlank() ? "the system gives no reason" : text) + place;
    };
  }

  /** A place without links on the way to it, as far as it is there. */
  static Path real(Path given) throws IOException {
    Path place = given.toAbsolutePath().normalize();
    for (Path at = place; at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return at.toRealPath().resolve(at.relativize(place)).normalize();
      }
    }
    return place;
  }
}
