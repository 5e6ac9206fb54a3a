// System calls that the Glibc module does not show (epoll, TUN): declared here for Swift.
#pragma once
