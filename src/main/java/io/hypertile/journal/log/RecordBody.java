package io.hypertile.journal.log;

import io.hypertile.journal.change.Payload;
import java.util.List;

/**
 * Body of a log record, after its header.
 *
 * @param meta the encoded changes
 * @param inline payloads that follow the changes, in order
 * @param inlineBytes bytes of these payloads
 * @param crc CRC-32C of changes and payloads
 */
public record RecordBody(byte[] meta, List<Payload> inline, long inlineBytes, int crc) {}
