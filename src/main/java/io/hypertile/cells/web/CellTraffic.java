package io.hypertile.cells.web;

import io.hypertile.encode.Spool;
import io.hypertile.http.Admission;
import org.springframework.stereotype.Component;

/**
 * Guards of cells on their way between storage and clients.
 *
 * @param admission lets requests in
 * @param meters counts cells
 * @param spool where answers wait that must be whole before they are begun
 */
@Component
public record CellTraffic(Admission admission, CellMeters meters, Spool spool) {}
