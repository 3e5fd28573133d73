/* SPDX-License-Identifier: MIT */
/*
 * The same by POSIX.
 */
/* [posix] */
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void *add(void *argument)
{
    unsigned *sum = argument;
    pthread_mutex_lock(&mutex);
    *sum += 21;
    pthread_mutex_unlock(&mutex);
    return NULL;
}

int main(void)
{
    pthread_t thread[2];
    unsigned *sum =
        mmap(NULL, sizeof *sum, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
    if (sum == MAP_FAILED) {
        perror("workers: mmap");
        return 1;
    }
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&thread[i], NULL, add, sum) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
    }
    printf("workers: the sum is %u\n", *sum);
    return 0;
}
/* [posix] */
