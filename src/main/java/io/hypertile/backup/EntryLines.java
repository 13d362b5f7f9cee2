package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.DirectoryEntry;
import io.hypertile.backup.BackupEntry.FileEntry;
import io.hypertile.backup.BackupEntry.LinkEntry;
import io.hypertile.backup.BackupEntry.Stamp;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import io.hypertile.json.JsonReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Entries of a backup as lines of JSON, both ways. Lines of others are hostile until read. */
final class EntryLines {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST = 200;

  /** Members that tell what an entry is. */
  private static final List<String> KINDS = List.of("sha256", "below_root", "link", "directory");

  private static final int DIGITS = 64;

  private EntryLines() {}

  static String write(BackupEntry entry) {
    ObjectNode line = JSON.createObjectNode();
    line.put("path", entry.path());
    switch (entry) {
      case FileEntry file -> {
        line.put("bytes", file.bytes());
        line.put("modified", file.modified().toString());
        line.put("changed", file.stamp().changed().toString());
        line.put("inode", file.stamp().inode());
        line.put("sha256", file.sha256());
      }
      case LinkEntry link -> line.put(link.isBelowRoot() ? "below_root" : "link", link.target());
      case DirectoryEntry ignored -> line.put("directory", true);
    }
    return JSON.writeValueAsString(line);
  }

  /**
   * Reads a line.
   *
   * @throws BackupFault if it is no entry, or its path could lead out of a storage
   */
  static BackupEntry read(String line) throws IOException {
    try {
      JsonNode node = JsonReading.parseStored(line.getBytes(StandardCharsets.UTF_8));
      String path = new RootPath(text(node, "path", line)).text();
      if (KINDS.stream().filter(node::has).count() != 1) {
        throw fault(line, null);
      }
      if (node.has("sha256")) {
        return file(node, path, line);
      }
      if (node.has("below_root")) {
        return new LinkEntry(path, new RootPath(text(node, "below_root", line)).text(), true);
      }
      if (node.has("link")) {
        String target = text(node, "link", line);
        if (!LinkTargets.isInside(path, target)) {
          throw new BackupFault(
              "The list of files has a link that leads out of the storage: "
                  + shown(path + " to " + target));
        }
        return new LinkEntry(path, target, false);
      }
      if (node.path("directory").asBoolean(false)) {
        return new DirectoryEntry(path);
      }
      throw fault(line, null);
    } catch (ServiceException | DateTimeException e) {
      throw fault(line, e);
    }
  }

  private static FileEntry file(JsonNode node, String path, String line) throws IOException {
    String digest = text(node, "sha256", line);
    long bytes = number(node, "bytes", line);
    if (digest.length() != DIGITS || bytes < 0) {
      throw fault(line, null);
    }
    Stamp stamp =
        new Stamp(Instant.parse(text(node, "changed", line)), number(node, "inode", line));
    return new FileEntry(path, bytes, Instant.parse(text(node, "modified", line)), stamp, digest);
  }

  private static String text(JsonNode node, String member, String line) throws IOException {
    JsonNode found = node.path(member);
    if (!found.isString()) {
      throw fault(line, null);
    }
    return found.stringValue();
  }

  private static long number(JsonNode node, String member, String line) throws IOException {
    JsonNode found = node.path(member);
    if (!found.isIntegralNumber() || !found.canConvertToLong()) {
      throw fault(line, null);
    }
    return found.longValue();
  }

  private static BackupFault fault(String line, @Nullable Exception cause) {
    return new BackupFault("A line of the list of files is none: " + shown(line), cause);
  }

  private static String shown(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
