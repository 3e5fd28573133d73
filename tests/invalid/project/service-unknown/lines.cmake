# SPDX-License-Identifier: MIT
tayberry_add_image(image SERVICES tape)
