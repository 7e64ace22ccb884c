"""What every page's frame needs: who is there, where they may go, which languages."""


def shell(request):
    return {}
