# What a developer asks for; the work is done by ./sonda and scripts/.
.PHONY: demo test bench lint lock messages

demo:  ## the product with a fictional company's customers, in a minute; prints URL, Login, Password
	@./sonda demo

test:  ## everything that guards the code
	@bash scripts/test.sh

bench:  ## speed and coverage, each as a ratio against a peer in the same run
	@bash scripts/bench.sh

lint:  ## the quick part of `make test`: style, types, layers
	@bash scripts/lint.sh

lock:  ## pin and hash what requirements/*.in name
	@bash scripts/lock.sh

messages:  ## gather the sentences to translate into src/sonda/locale
	@bash scripts/messages.sh
