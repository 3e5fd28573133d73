/* SPDX-License-Identifier: MIT */
/*
 * C++ and POSIX threads: some workers take numbers from a list that one fills, and count the primes
 * among them.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

namespace
{

constexpr unsigned workers = 3;
constexpr unsigned places = 16;
constexpr unsigned last = 100;

/* Holds a mutex for as long as it is there. */
class Hold
{
  public:
    explicit Hold(pthread_mutex_t &which) : mutex(which)
    {
        pthread_mutex_lock(&mutex);
    }
    Hold(const Hold &) = delete;
    Hold &operator=(const Hold &) = delete;
    ~Hold()
    {
        pthread_mutex_unlock(&mutex);
    }

  private:
    pthread_mutex_t &mutex;
};

/* A list of so many places: who puts waits while it is full, who takes while it is empty. */
template <typename Item, unsigned Places> class List
{
  public:
    void put(Item item)
    {
        Hold hold(mutex);
        while (count == Places) {
            pthread_cond_wait(&changed, &mutex);
        }
        items[(first + count++) % Places] = item;
        pthread_cond_broadcast(&changed);
    }

    Item take()
    {
        Hold hold(mutex);
        while (count == 0) {
            pthread_cond_wait(&changed, &mutex);
        }
        count--;
        pthread_cond_broadcast(&changed);
        return items[first++ % Places];
    }

  private:
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    Item items[Places] = {};
    unsigned first = 0;
    unsigned count = 0;
};

List<unsigned, places> numbers;

bool is_prime(unsigned number)
{
    for (unsigned divisor = 2; divisor * divisor <= number; divisor++) {
        if (number % divisor == 0) {
            return false;
        }
    }
    return number >= 2;
}

/* Counts until it gets a 0. */
void *work(void *)
{
    auto *primes = new unsigned(0);
    for (unsigned number = numbers.take(); number != 0; number = numbers.take()) {
        *primes += is_prime(number);
    }
    return primes;
}

} // namespace

int main()
{
    pthread_t thread[workers];
    for (auto &each : thread) {
        if (pthread_create(&each, nullptr, work, nullptr) != 0) {
            printf("workers: a worker cannot be paid for\n");
            return EXIT_FAILURE;
        }
    }
    for (unsigned number = 1; number <= last; number++) {
        numbers.put(number);
    }
    unsigned sum = 0;
    for (unsigned i = 0; i < workers; i++) {
        numbers.put(0);
    }
    for (auto &each : thread) {
        void *primes;
        pthread_join(each, &primes);
        sum += *static_cast<unsigned *>(primes);
        delete static_cast<unsigned *>(primes);
    }
    printf("workers: %u of them found %u primes up to %u\n", workers, sum, last);
    return sum == 25 ? EXIT_SUCCESS : EXIT_FAILURE;
}
