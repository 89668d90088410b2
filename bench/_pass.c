/* One pass over the rows: what a compiled program needs for the same integers. */
#include <stdint.h>

enum { ITEMS = 25, DIMENSIONS = 5, LEVELS = 6, WIDTH = 3 * DIMENSIONS };

/* counts: cells x ITEMS x LEVELS, totals: cells x WIDTH, products: cells x WIDTH x WIDTH (upper triangle), all zero before. */
void count_rows(const uint8_t *rows, const int64_t *cells, int64_t forms, int64_t *counts, int64_t *totals, int64_t *products)
{
    static const int32_t satisfied[LEVELS] = {0, 0, 0, 0, 1, 1};
    for (int64_t i = 0; i < forms; i++) {
        const uint8_t *row = rows + i * ITEMS;
        int64_t *c = counts + cells[i] * ITEMS * LEVELS, *t = totals + cells[i] * WIDTH, *p = products + cells[i] * WIDTH * WIDTH;
        int32_t u[WIDTH] = {0};
        for (int k = 0; k < ITEMS; k++) {
            unsigned value = row[k] - (unsigned)'0';
            if (value >= LEVELS)
                continue; /* left blank */
            c[k * LEVELS + value]++;
            int32_t *part = u + 3 * (k / DIMENSIONS);
            part[0] += value;
            part[1] += satisfied[value];
            part[2] += value > 0;
        }
        for (int a = 0; a < WIDTH; a++) {
            t[a] += u[a];
            for (int b = a; b < WIDTH; b++)
                p[a * WIDTH + b] += u[a] * u[b];
        }
    }
}
